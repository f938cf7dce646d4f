import { joinPath, pathBelow, pathSegments } from '../../model/field-path.ts'
import type { FieldPlace, FlowLink, LineageAnswer, LineageField, LineageIndex, LineageLink } from '../../model/lineage.ts'
import { type FieldTags, tagFields, type TagSources } from '../../model/lineage-tags.ts'

/** A link with the flow it belongs to. */
export interface PlacedLink {
  readonly link: FlowLink
  readonly flow: string
  readonly flowName: string
  readonly version: number
}

/** Fields that are kept ready; people may ask for any path. */
const MOST_KEPT = 50_000

type End = 'from' | 'to'

/** Links by the path of their end, by place. There are far fewer paths than links. */
type Places = ReadonlyMap<string, ReadonlyMap<string, readonly PlacedLink[]>>

/** The links of all flows, by the places at their ends. */
export class LinkIndex {
  private readonly links: readonly PlacedLink[]
  private readonly tags: FieldTags
  private readonly byPlace: Readonly<Record<End, Places>>
  private readonly fieldsByAddress = new Map<string, LineageField>()
  private listed: LineageIndex | undefined

  constructor(links: readonly PlacedLink[], sources: TagSources) {
    this.links = links
    this.tags = tagFields(
      links.map(({ link }) => link),
      sources,
    )
    this.byPlace = { from: groupBy(links, 'from'), to: groupBy(links, 'to') }
  }

  /** What is linked with a field, with something below it, or with an object that holds it. */
  answer(asked: FieldPlace): LineageAnswer {
    return { field: this.field(asked), reaches: this.found(asked, 'from'), comesFrom: this.found(asked, 'to') }
  }

  /** Every field at the end of a link, by address. */
  fields(): LineageIndex {
    this.listed ??= this.list()
    return this.listed
  }

  private list(): LineageIndex {
    const counts = new Map<string, LineageIndex[number]>()
    const entry = (place: FieldPlace): LineageIndex[number] => {
      const address = addressOf(place)
      const known = counts.get(address) ?? { field: this.field(place), reaches: 0, comesFrom: 0 }
      counts.set(address, known)
      return known
    }
    for (const { link } of this.links) {
      entry(link.from).reaches += 1
      entry(link.to).comesFrom += 1
    }
    return [...counts.values()].toSorted((a, b) => (a.field.address < b.field.address ? -1 : 1))
  }

  private found(asked: FieldPlace, end: End): LineageLink[] {
    const paths = [...(this.byPlace[end].get(keyOf(asked)) ?? [])].filter(
      ([path]) => pathBelow(path, asked.path) !== undefined || pathBelow(asked.path, path) !== undefined,
    )
    const links = paths.flatMap(([, placed]) =>
      placed.flatMap((one) => {
        const link = narrowed(one.link, end, asked.path)
        return link ? [this.shown({ ...one, link })] : []
      }),
    )
    const other = end === 'from' ? 'to' : 'from'
    return links.toSorted((a, b) => compare(a[other].address, b[other].address) || compare(a.flowName, b.flowName))
  }

  private shown({ link, flow, flowName, version }: PlacedLink): LineageLink {
    const { from, to, how, exact, via } = link
    return { from: this.field(from), to: this.field(to), flow, flowName, version, how, exact, via: [...via] }
  }

  private field(place: FieldPlace): LineageField {
    const address = addressOf(place)
    const known = this.fieldsByAddress.get(address)
    if (known) return known
    const pii = this.tags(place)
    const field = { ...place, address, ...(pii !== undefined && { pii }) }
    if (this.fieldsByAddress.size < MOST_KEPT) this.fieldsByAddress.set(address, field)
    return field
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const keyOf = ({ kind, place }: FieldPlace): string => `${kind} ${place}`

function groupBy(links: readonly PlacedLink[], end: End): Places {
  const places = new Map<string, Map<string, PlacedLink[]>>()
  for (const placed of links) {
    const at = placed.link[end]
    const paths = places.get(keyOf(at)) ?? new Map<string, PlacedLink[]>()
    places.set(keyOf(at), paths)
    const known = paths.get(at.path)
    if (known) known.push(placed)
    else paths.set(at.path, [placed])
  }
  return places
}

/** The link as far as it concerns a path at one end; undefined where it does not. What is copied with an object is copied at the same path. */
function narrowed(link: FlowLink, end: End, path: string): FlowLink | undefined {
  if (pathBelow(link[end].path, path) !== undefined) return link
  const rest = pathBelow(path, link[end].path)
  if (rest === undefined || link.count) return undefined
  if (link.how !== 'copied') return link
  const [first = ''] = pathSegments(rest)
  if (link.hidden.some((hidden) => pathBelow(rest, hidden) !== undefined) || (link.only && !link.only.includes(first))) return undefined
  const carried = (place: FieldPlace): FieldPlace => ({ ...place, path: joinPath(place.path, rest) })
  return { ...link, from: carried(link.from), to: carried(link.to) }
}

/** The address of a place, as a person types it. */
const addressOf = ({ place, path }: FieldPlace): string => (path === '' ? place : `${place}.${path}`)

/** The place of an address. What holds no colon before its path is of the canonical model. */
export function parseAddress(address: string): FieldPlace {
  const external = /^([^:`]+:.+?:(?:input|output))(?:\.(.*))?$/s.exec(address)
  if (external) return { kind: 'external', place: external[1] ?? '', path: external[2] ?? '' }
  const dot = address.indexOf('.')
  return { kind: 'canonical', place: dot < 0 ? address : address.slice(0, dot), path: dot < 0 ? '' : address.slice(dot + 1) }
}
