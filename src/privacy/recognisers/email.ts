import { matches, type Recogniser } from '../recogniser.ts'

const LOCAL = '(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}'
const DOMAIN = '[A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){0,5}\\.[A-Za-z]{2,24}(?![A-Za-z0-9-])'
/** Bounded parts: no text can make it slow. */
const PLAIN = new RegExp(`${LOCAL}@${DOMAIN}`, 'g')
/** As people write it where addresses are forbidden, or with a slip of the space bar. */
const WORDY = new RegExp(
  `${LOCAL}(?: ?[([{](?:at|@)[)\\]}] ?|艾特| at | ?@ ?)(?:${DOMAIN}|(?:qq|163|126|sina|gmail|outlook|hotmail|foxmail|yahoo|icloud|139)(?: dot |点| ?\\. ?)(?:com|cn|net)(?![A-Za-z0-9-]))`,
  'gi',
)
const PROVIDER =
  /(?:qq|163|126|sina|gmail|outlook|hotmail|foxmail|yahoo|icloud|139|live|aliyun|sohu|proton(?:mail)?)(?:\.| ?点| dot | ?\. ?)/i

export const email: Recogniser = {
  name: 'email',
  kind: 'email',
  *find({ narrow }) {
    if (narrow.includes('@')) yield* matches(narrow, PLAIN)
    if (!/@| at |[([{]at|艾特/i.test(narrow)) return
    yield* matches(narrow, WORDY, (found) => /[([{]|艾特/.test(found) || PROVIDER.test(found))
  },
}
