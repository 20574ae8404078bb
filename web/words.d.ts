import 'i18next'
import type annotate from './pages/annotate/en.json'
import type assistant from './pages/assistant/en.json'
import type conversation from './pages/conversation/en.json'
import type conversations from './pages/conversations/en.json'
import type experiments from './pages/experiments/en.json'
import type faults from './pages/faults/en.json'
import type login from './pages/login/en.json'
import type models from './pages/models/en.json'
import type monitoring from './pages/monitoring/en.json'
import type overview from './pages/overview/en.json'
import type quality from './pages/quality/en.json'
import type rules from './pages/rules/en.json'
import type settings from './pages/settings/en.json'
import type signals from './pages/signals/en.json'
import type parts from './parts/en.json'
import type shell from './shell/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell'
    resources: {
      annotate: typeof annotate
      assistant: typeof assistant
      conversation: typeof conversation
      conversations: typeof conversations
      experiments: typeof experiments
      faults: typeof faults
      login: typeof login
      models: typeof models
      monitoring: typeof monitoring
      overview: typeof overview
      parts: typeof parts
      quality: typeof quality
      rules: typeof rules
      settings: typeof settings
      signals: typeof signals
      shell: typeof shell
    }
  }
}
