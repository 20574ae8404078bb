import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { kept } from './kept.ts'

export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

/** Names of the languages, each in itself: who cannot read this page looks for theirs. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' }

const files = import.meta.glob<{ default: Readonly<Record<string, unknown>> }>(
  ['/pages/*/{en,zh}.json', '/shell/{en,zh}.json', '/parts/{en,zh}.json'],
  { eager: true },
)

/** Folder name -> words; a folder is a namespace. */
function wordsOf(language: Language): Record<string, Readonly<Record<string, unknown>>> {
  return Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.endsWith(`/${language}.json`))
      .map(([path, module]) => [path.split('/').at(-2)!, module.default]),
  )
}

/** The chosen language, else the browser's, else English. */
function firstLanguage(): Language {
  const chosen = kept.read('language')
  if (chosen === 'en' || chosen === 'zh') return chosen
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) ? 'zh' : 'en'
}

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'en',
    defaultNS: 'shell',
    interpolation: { escapeValue: false }, // React escapes
    resources: { en: wordsOf('en'), zh: wordsOf('zh') },
  })
  markDocument()
  i18next.on('languageChanged', markDocument)
}

export function chooseLanguage(language: Language): void {
  kept.write('language', language)
  void i18next.changeLanguage(language)
}

function markDocument(): void {
  document.documentElement.lang = i18next.language === 'zh' ? 'zh-CN' : 'en'
  dayjs.locale(i18next.language === 'zh' ? 'zh-cn' : 'en')
}
