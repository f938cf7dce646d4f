import { wholePattern } from '../../model/cheap-pattern.ts'
import type { CrmConfiguration, CustomerProperty } from '../../model/crm-configuration.ts'
import { isEmpty, readValues } from '../../model/customer-values.ts'
import type { CustomerPart, CustomerValues } from '../../model/value-shape.ts'
import { type FieldError, Problem } from '../../model/problem.ts'
import { propertyPath, touchesProperty } from './property-path.ts'

/** One rule for one property, made ready. Gives back what is wrong with its value. */
type ValueCheck = (value: CustomerValues[string] | undefined) => Omit<FieldError, 'path'> | undefined

interface CheckedProperty {
  property: CustomerProperty
  create: readonly ValueCheck[]
  edit: readonly ValueCheck[]
}

/** Rules for the values of customers, made ready once for a configuration. All throw `request.invalid` with a path into the canonical customer and the key of the property. */
export interface ValueChecks {
  create(customer: CustomerPart): void
  /** Of what a change sets; what it leaves out stays as it is. */
  update(patch: CustomerPart): void
  /** Whether a change touches a list that holds a value which may not be edited: then `fixed` has to look at it. */
  needsBefore(patch: CustomerPart): boolean
  /** Of values that may not be edited. */
  fixed(patch: CustomerPart, before: CustomerPart): void
}

export function valueChecks(configuration: CrmConfiguration): ValueChecks {
  const active = configuration.properties.filter((property) => property.active)
  const checked = active.map((property) => checkedProperty(property)).filter(({ create, edit }) => create.length + edit.length > 0)
  const fixed = active.filter(({ role, edit }) => role !== 'reference' && !edit.editable)
  const inLists = fixed.filter(isInList)
  const errorsOf = (customer: CustomerPart, of: 'create' | 'edit'): FieldError[] => {
    const values = readValues(configuration, customer)
    const touched = of === 'create' ? checked : checked.filter(({ property }) => touchesProperty(property, customer))
    return touched.flatMap((each) => {
      const value = Object.hasOwn(values, each.property.apiKey) ? values[each.property.apiKey] : undefined
      return firstFault(each[of], value).map((fault) => ({
        path: propertyPath(configuration, each.property, customer),
        property: each.property.apiKey,
        ...fault,
      }))
    })
  }
  const fixedErrors = (patch: CustomerPart, properties: readonly CustomerProperty[]): FieldError[] =>
    properties.map((property) => ({
      path: propertyPath(configuration, property, patch),
      property: property.apiKey,
      message: 'cannot be edited',
      code: 'not-editable',
    }))
  return {
    create: (customer) => refuse(errorsOf(customer, 'create')),
    update: (patch) => {
      const touched = fixed.filter((property) => !isInList(property) && touchesProperty(property, patch))
      refuse([...fixedErrors(patch, touched), ...errorsOf(patch, 'edit')])
    },
    needsBefore: (patch) => inLists.some((property) => touchesProperty(property, patch)),
    fixed: (patch, before) => {
      const after = readValues(configuration, { ...before, ...patch })
      const values = readValues(configuration, before)
      const differing = inLists.filter((property) => touchesProperty(property, patch) && after[property.apiKey] !== values[property.apiKey])
      refuse(fixedErrors(patch, differing))
    },
  }
}

/** Lists and custom fields are sent whole: that one is there does not say that all of its values change. */
const isInList = ({ role }: CustomerProperty): boolean => ['email', 'phone', 'taxId', 'address', 'ext'].includes(role)

function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return
  throw new Problem(
    'request.invalid',
    `The values of ${[...new Set(errors.map(({ path }) => path))].join(', ')} are not accepted for customers of this client.`,
    { errors },
  )
}

function checkedProperty(property: CustomerProperty): CheckedProperty {
  const common = [...optionCheck(property), ...validationCheck(property)]
  return {
    property,
    create: [...(property.create.mandatory ? [mandatory] : []), ...common],
    edit: [...(property.edit.mandatory ? [mandatory] : []), ...common],
  }
}

function firstFault(checks: readonly ValueCheck[], value: CustomerValues[string] | undefined): Omit<FieldError, 'path'>[] {
  for (const check of checks) {
    const fault = check(value)
    if (fault) return [fault]
  }
  return []
}

const mandatory: ValueCheck = (value) =>
  isEmpty(typeof value === 'string' ? value.trim() : value) ? { message: 'must not be empty', code: 'mandatory' } : undefined

function optionCheck({ options, type }: CustomerProperty): ValueCheck[] {
  if (type !== 'combo') return []
  const known = new Set(options.map(({ value }) => value))
  return [(value) => (isEmpty(value) || known.has(String(value)) ? undefined : { message: 'is none of the options', code: 'option-unknown' })]
}

/** What is only informative, or said by another system, refuses nothing here. */
function validationCheck({ validation: { level, rule, pattern } }: CustomerProperty): ValueCheck[] {
  if (level !== 'required') return []
  if (rule === 'empty') return [mandatory]
  if (rule !== 'regexp') return []
  const fits = wholePattern(pattern)
  return [(value) => (isEmpty(value) || fits.test(String(value)) ? undefined : { message: 'does not have the form that is asked for', code: 'pattern' })]
}
