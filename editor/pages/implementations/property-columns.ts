import { CustomerRole, type CustomerProperty, type CustomerView, PropertyValidation } from '../../../server/model/crm-configuration.ts'
import { type CellChoice, fieldColumn, type GridColumn } from '../../ui/grid/grid-column.ts'
import { labelColumn } from './label-column.ts'

type Column = GridColumn<CustomerProperty>

/** Groups of columns that are shown together; the name of the property is always the first column. */
export const COLUMN_GROUPS = [
  { value: 'basics', label: 'Basics' },
  { value: 'views', label: 'Views' },
  { value: 'layout', label: 'Layout' },
  { value: 'checks', label: 'Keys and checks' },
] as const
export type ColumnGroup = (typeof COLUMN_GROUPS)[number]['value']

const TYPES: readonly CellChoice[] = [
  { value: 'string', label: 'text' },
  { value: 'number', label: 'number' },
  { value: 'date', label: 'date' },
  { value: 'combo', label: 'choice' },
  { value: 'boolean', label: 'yes or no' },
]

const ROLE_WORDS: Partial<Record<CustomerRole, string>> = {
  givenName: 'given name',
  familyName: 'family name',
  legalName: 'legal name',
  isCompany: 'is a company',
  taxId: 'tax id',
  paymentTermCode: 'payment term',
  birthDate: 'date of birth',
  emailMarketing: 'e-mail marketing consent',
  email: 'e-mail',
  address: 'part of an address',
  ext: 'custom field',
}

const ROLES: readonly CellChoice[] = CustomerRole.options.map((value) => ({ value, label: ROLE_WORDS[value] ?? value }))

const plain = (values: readonly string[]): CellChoice[] => values.map((value) => ({ value, label: value }))

const VIEWS: readonly { view: CustomerView; title: string; form: boolean }[] = [
  { view: 'list', title: 'List', form: false },
  { view: 'detail', title: 'Detail', form: false },
  { view: 'create', title: 'Create', form: true },
  { view: 'edit', title: 'Edit', form: true },
  { view: 'window', title: 'Customer window', form: false },
]

const KEY: Column = fieldColumn('apiKey', 'Property', { width: 142, late: true, most: 64, hint: 'As the CRM calls it' })

const hasKind = ({ role }: CustomerProperty): boolean => role === 'email' || role === 'phone' || role === 'taxId'

function basics(language: string): Column[] {
  return [
    labelColumn(language),
    fieldColumn('type', 'Type', { kind: 'choice', choices: TYPES, width: 100 }),
    fieldColumn('role', 'Means', { kind: 'choice', choices: ROLES, width: 174, hint: 'Which field of a customer it is' }),
    fieldColumn('kind', 'Kind', {
      optional: true,
      most: 32,
      width: 90,
      hint: 'Which e-mail address, phone number or tax id: work, mobile, vat',
      off: (row) => !hasKind(row),
    }),
    fieldColumn('default', 'Default', { kind: 'check', width: 68, hint: 'The e-mail address, phone number or address that is used where one is needed' }),
    fieldColumn('personal', 'Personal', {
      kind: 'choice',
      choices: plain(['none', 'direct', 'quasi', 'financial', 'text']),
      width: 100,
      hint: 'How personal a custom field is; of others the role says it',
      off: ({ role }) => role !== 'ext',
    }),
    fieldColumn('active', 'Active', { kind: 'check', width: 60 }),
  ]
}

const VIEW_COLUMNS: readonly Column[] = VIEWS.flatMap(({ view, title, form }) => {
  const hidden = (row: CustomerProperty): boolean => !row[view].visible
  const shown: Column = fieldColumn(`${view}.visible`, 'Shown', { group: title, kind: 'check', width: 58 })
  const position: Column = fieldColumn<CustomerProperty>(`${view}.position`, 'Place', {
    group: title,
    kind: 'number',
    width: 54,
    hint: 'Smaller numbers come first',
    off: hidden,
  })
  if (!form) return [shown, position]
  return [
    shown,
    position,
    fieldColumn<CustomerProperty>(`${view}.mandatory`, 'Must', { group: title, kind: 'check', width: 50, hint: 'Mandatory', off: hidden }),
    fieldColumn<CustomerProperty>(`${view}.editable`, 'Edit', { group: title, kind: 'check', width: 46, hint: 'Editable', off: hidden }),
  ]
})

const LAYOUT_COLUMNS: readonly Column[] = VIEWS.flatMap(({ view, title }): Column[] => [
  fieldColumn(`${view}.columns`, 'Columns', {
    group: title,
    kind: 'number',
    width: 68,
    hint: 'How many columns of the view it takes',
    off: (row) => !row[view].visible,
  }),
  fieldColumn(`${view}.section`, 'Section', { group: title, most: 60, width: 110, off: (row) => !row[view].visible }),
])

function checks(filters: readonly string[]): Column[] {
  const unruled = ({ validation }: CustomerProperty): boolean => validation.level === 'none'
  return [
    fieldColumn('key', 'Key', { kind: 'check', width: 46, hint: 'Identifies the customer; exactly one property does' }),
    fieldColumn('addressKey', 'Address key', { kind: 'check', width: 88, hint: 'Identifies an address' }),
    fieldColumn('identifier', 'Identifier', { kind: 'number', optional: true, width: 76, hint: 'Place in the text by which people know the customer' }),
    fieldColumn('category', 'Category', { kind: 'number', optional: true, width: 76, hint: 'Place in the category key of discounts' }),
    fieldColumn('unique', 'Unique', { kind: 'check', width: 62, hint: 'No other customer has the same value' }),
    fieldColumn('uniqueFilter', 'Looked for by', {
      kind: 'choice',
      choices: plain(filters),
      optional: true,
      width: 120,
      hint: 'Filter by which another customer with the value is looked for',
      off: ({ unique }) => !unique,
    }),
    fieldColumn('validation.level', 'Check', { kind: 'choice', choices: plain(PropertyValidation.shape.level.unwrap().options), width: 100 }),
    fieldColumn('validation.rule', 'Rule', { kind: 'choice', choices: plain(PropertyValidation.shape.rule.unwrap().options), width: 90, off: unruled }),
    fieldColumn('validation.pattern', 'Pattern', { most: 500, width: 140, off: (row) => unruled(row) || row.validation.rule !== 'regexp' }),
    fieldColumn('suggestFrom', 'Suggest from', {
      kind: 'number',
      optional: true,
      width: 92,
      hint: 'Characters from which values of other customers are proposed',
    }),
  ]
}

/** The columns of a group. Labels are those of `language`; `filters` are the ids of the filters there are. */
export function propertyColumns(group: ColumnGroup, { language, filters }: { language: string; filters: readonly string[] }): readonly Column[] {
  if (group === 'views') return [KEY, ...VIEW_COLUMNS]
  if (group === 'layout') return [KEY, ...LAYOUT_COLUMNS]
  return [KEY, ...(group === 'checks' ? checks(filters) : basics(language))]
}

/** The group that a field is edited in. */
export function groupOfField(field: string): ColumnGroup {
  const all = { language: '', filters: [] }
  const found = COLUMN_GROUPS.find(({ value }) =>
    propertyColumns(value, all).some(({ id }) => id === field || id.startsWith(`${field}.`) || field.startsWith(`${id}.`)),
  )
  return found?.value ?? 'basics'
}
