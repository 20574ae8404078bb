import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Console } from './shell/Console.tsx'
import { startLanguage } from './shell/language.ts'
import { nonceStyles } from './shell/nonce.ts'
import './shell/base.css'

nonceStyles()
await startLanguage()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Console />
  </StrictMode>,
)
