import type { ConfigurationPackage } from '../../../server/model/implementation.ts'
import type { ImplementationView } from '../../../server/model/implementation-endpoint.ts'
import { useChange } from '../../api/use-api.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { Offer } from './offer.tsx'

export interface ApplyPackageProps {
  found: ConfigurationPackage
  /** The implementation that gets it. */
  target: ImplementationView
  /** Of the implementation, where another one than that of the screen gets it. */
  targetName?: string
  hindrance?: string | undefined
  onApplied: (view: ImplementationView) => void
  onClose: () => void
}

/** What a package would change in an implementation and touch; applied when that is confirmed. */
export function ApplyPackage({ found, target, targetName, hindrance, onApplied, onClose }: ApplyPackageProps) {
  const apply = useChange('implementations.apply', { quiet: true })
  const { value, revision } = target
  const { version, configuration } = found
  const connector = target.connection?.connection.connector ?? found.connector
  const name = `${found.name} ${version}`
  const to = targetName === undefined ? '' : ` to ${targetName}`
  const take = (): void =>
    apply.mutate(
      { params: { id: value.id }, body: { revision, package: found, confirm: true } },
      { onSuccess: (view) => (onApplied(view), notifyDone(`The package ${name} is applied${to}.`)) },
    )
  return (
    <Offer
      title={`Package ${name}${to}`}
      offered={{ ...value, configuration, package: { name: found.name, version } }}
      revision={revision}
      verb="Apply the package"
      busy={apply.isPending}
      problem={apply.error?.document}
      hindrance={hindrance}
      note={connector === found.connector ? undefined : `It was made for the connector ${found.connector}; here it is ${connector}.`}
      onTake={take}
      onClose={onClose}
    />
  )
}
