import type { ComboOption, CustomerProperty } from './crm-configuration.ts'
import type { ChangeClass } from './implementation.ts'

type Classes = Readonly<Record<string, ChangeClass>>

const below = (path: string, classes: Classes): Classes => Object.fromEntries(Object.entries(classes).map(([name, kind]) => [`${path}.${name}`, kind]))

const LABEL: Classes = { text: 'safe', translatable: 'safe', messages: 'safe' }
const PLACEMENT: Classes = { visible: 'safe', position: 'safe', columns: 'safe', section: 'safe' }
const INPUT: Classes = { ...PLACEMENT, mandatory: 'structural', editable: 'structural' }

const HEADER: Classes = {
  name: 'safe',
  description: 'safe',
  detailColumns: 'safe',
  connectivity: 'structural',
  integration: 'structural',
  showIdentifier: 'structural',
  searchBeforeNew: 'structural',
}

const PROPERTY: Classes = {
  apiKey: 'structural',
  type: 'structural',
  role: 'structural',
  kind: 'structural',
  ...below('label', LABEL),
  active: 'structural',
  key: 'structural',
  addressKey: 'structural',
  identifier: 'structural',
  ...below('list', PLACEMENT),
  ...below('detail', PLACEMENT),
  ...below('create', INPUT),
  ...below('edit', INPUT),
  ...below('window', PLACEMENT),
  category: 'structural',
  default: 'structural',
  unique: 'structural',
  uniqueFilter: 'structural',
  'validation.level': 'structural',
  'validation.rule': 'structural',
  'validation.pattern': 'structural',
  suggestFrom: 'structural',
  'options.value': 'structural',
  'options.crmValue': 'structural',
  ...below('options.label', LABEL),
  'options.default': 'structural',
  'options.position': 'safe',
  personal: 'structural',
}

const FILTER: Classes = {
  id: 'structural',
  type: 'structural',
  ...below('label', LABEL),
  active: 'structural',
  properties: 'structural',
  main: 'safe',
  advanced: 'safe',
  selector: 'safe',
  position: 'safe',
  default: 'structural',
  sortable: 'structural',
  scan: 'structural',
  minCharacters: 'structural',
}

const ADDRESS: Classes = {
  id: 'structural',
  line1: 'structural',
  line2: 'structural',
  city: 'structural',
  postalCode: 'structural',
  country: 'structural',
  region: 'structural',
  invoice: 'structural',
  shipping: 'structural',
  default: 'structural',
}

/**
 * The class of every attribute of an implementation: the one place where it is said. What people read and where it stands is safe; everything else could break
 * a flow, a rule or a caller. `version` follows from the changes and is not compared.
 */
export const CONFIGURATION_CLASSES: Classes = {
  id: 'structural',
  client: 'structural',
  version: 'structural',
  connection: 'structural',
  flows: 'structural',
  package: 'safe',
  ...below('configuration.header', HEADER),
  ...below('configuration.properties', PROPERTY),
  ...below('configuration.filters', FILTER),
  ...below('configuration.addresses', ADDRESS),
}

/** A list whose entries are known by a key, whatever their order. */
export interface KeyedList {
  key: string
  /** The class of a new entry. One that goes is always structural. */
  added(entry: never): ChangeClass
}

const demanding = ({ create, edit, key, addressKey, category, unique, validation, default: chosen }: CustomerProperty): boolean =>
  create.mandatory || edit.mandatory || key || addressKey || unique || chosen || category !== undefined || validation.level === 'required'

/** The lists of an implementation. What is added and asks nothing of those who do not know it is safe. */
export const KEYED_LISTS: Readonly<Record<string, KeyedList>> = {
  'configuration.properties': { key: 'apiKey', added: (property: CustomerProperty) => (demanding(property) ? 'structural' : 'safe') },
  'configuration.properties.options': { key: 'value', added: (option: ComboOption) => (option.default ? 'structural' : 'safe') },
  'configuration.filters': { key: 'id', added: () => 'safe' },
  'configuration.addresses': { key: 'id', added: () => 'structural' },
}
