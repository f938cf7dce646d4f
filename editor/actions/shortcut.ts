/** The part of a keyboard event that decides which shortcut it is. */
export interface KeyPress {
  readonly key: string
  /** The key on the keyboard, whatever sign it makes: with Alt, a Mac makes other signs of letters. */
  readonly code?: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Is it this shortcut? `mod` is Cmd on a Mac and Ctrl elsewhere. Signs such as `/` are taken however the keyboard makes them. */
export function isShortcut(press: KeyPress, shortcut: string, mac: boolean): boolean {
  const parts = partsOf(shortcut)
  const mod = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  if (mod !== parts.mod || other || press.altKey !== parts.alt) return false
  if (pressedKey(press) !== parts.key) return false
  return press.shiftKey === parts.shift || isSign(parts.key)
}

/** The same text for shortcuts that mean the same keys, so that two actions with one key can be found. */
export function canonicalShortcut(shortcut: string): string {
  const { mod, alt, shift, key } = partsOf(shortcut)
  return [mod && 'mod', alt && 'alt', shift && 'shift', key].filter(Boolean).join('+')
}

/** How people write it: `Ctrl Z`, `⌘ Z`. */
export function shortcutText(shortcut: string, mac: boolean): string {
  const { mod, alt, shift, key } = partsOf(shortcut)
  const name = SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key[0]!.toUpperCase() + key.slice(1))
  return [mod && (mac ? '⌘' : 'Ctrl'), alt && (mac ? '⌥' : 'Alt'), shift && (mac ? '⇧' : 'Shift'), name].filter(Boolean).join(' ')
}

const SHOWN: Readonly<Record<string, string>> = { arrowleft: '←', arrowright: '→', arrowup: '↑', arrowdown: '↓', delete: 'Del', escape: 'Esc' }

function partsOf(shortcut: string): { mod: boolean; alt: boolean; shift: boolean; key: string } {
  const plus = shortcut === '+' || shortcut.endsWith('++')
  const names = (plus ? shortcut.slice(0, -1) : shortcut).split('+').filter((name) => name !== '')
  const key = keyName(plus ? '+' : names.pop()!)
  return { mod: has(names, 'mod'), alt: has(names, 'alt'), shift: has(names, 'shift'), key }
}

const has = (names: readonly string[], name: string): boolean => names.some((each) => each.toLowerCase() === name)
const keyName = (key: string): string => (key === ' ' ? 'space' : key.toLowerCase())
const pressedKey = ({ key, code, altKey }: KeyPress): string =>
  altKey && code !== undefined && /^(Key|Digit)\w$/.test(code) ? code.slice(-1).toLowerCase() : keyName(key)
const isSign = (key: string): boolean => key.length === 1 && !/[a-z0-9]/.test(key)
