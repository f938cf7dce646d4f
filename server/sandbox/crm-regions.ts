/** A region of a country, as the sandbox CRM offers it. */
export interface CrmRegion {
  readonly code: string
  readonly name: string
}

/** Regions by country (ISO 3166-1 alpha-2 in lower case); the codes are ISO 3166-2. A choice of them, to try forms out. */
export const CRM_REGIONS: Readonly<Record<string, readonly CrmRegion[]>> = {
  cz: [
    { code: 'CZ-10', name: 'Praha' },
    { code: 'CZ-20', name: 'Středočeský kraj' },
    { code: 'CZ-64', name: 'Jihomoravský kraj' },
  ],
  de: [
    { code: 'DE-BE', name: 'Berlin' },
    { code: 'DE-BY', name: 'Bayern' },
    { code: 'DE-HH', name: 'Hamburg' },
  ],
  at: [
    { code: 'AT-4', name: 'Oberösterreich' },
    { code: 'AT-9', name: 'Wien' },
  ],
  pl: [
    { code: 'PL-12', name: 'Małopolskie' },
    { code: 'PL-14', name: 'Mazowieckie' },
  ],
  sk: [
    { code: 'SK-BL', name: 'Bratislavský kraj' },
    { code: 'SK-KI', name: 'Košický kraj' },
  ],
}
