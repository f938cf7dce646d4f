import { Button, FileButton, Group, TextInput } from '@mantine/core'
import { IconDownload, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { ConfigurationPackage, PackageName } from '../../../server/model/implementation.ts'
import { useApi } from '../../api/use-api.tsx'
import { Panel } from '../../ui/page.tsx'
import { ProblemView, type ProblemText } from '../../ui/problem-view.tsx'
import { toApiProblem } from '../../api/api-problem.ts'
import { ApplyElsewhere } from './apply-elsewhere.tsx'
import { ApplyPackage } from './apply-package.tsx'
import { downloadJson } from './download-json.ts'
import classes from './implementation.module.css'
import type { ScreenPart } from './screen-part.ts'

/** The configuration as a file: to take along, and to bring back. It holds no address and no credentials. */
export function PackageTab({ work, readOnly }: ScreenPart) {
  const [read, setRead] = useState<ReadPackage | null>(null)
  const { value } = work.base
  return (
    <>
      <Export id={value.id} version={value.package?.version ?? '1.0.0'} from={value.package && `${value.package.name} ${value.package.version}`} />
      {!readOnly && (
        <Panel>
          <Group justify="space-between">
            <span className={classes.dim}>Bring a package from a file. What it would change is shown first; the same package once more changes nothing.</span>
            <FileButton accept="application/json,.json" onChange={(file) => file && void readPackage(file).then(setRead)}>
              {(props) => (
                <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
                  Choose a file
                </Button>
              )}
            </FileButton>
          </Group>
        </Panel>
      )}
      {read && 'problem' in read && <ProblemView problem={read.problem} />}
      {read && 'found' in read && <ApplyHere found={read.found} work={work} onDone={() => setRead(null)} />}
      {!readOnly && <ApplyElsewhere source={value} />}
    </>
  )
}

function Export({ id, version, from }: { id: string; version: string; from: string | null }) {
  const [wanted, setWanted] = useState(version)
  const [problem, setProblem] = useState<ProblemText | null>(null)
  const api = useApi()
  const fits = PackageName.shape.version.safeParse(wanted).success
  const send = async (): Promise<void> => {
    setProblem(null)
    try {
      const made = await api.call('implementations.export', { params: { id }, query: { version: wanted } })
      downloadJson(`${made.name}-${made.version}.json`, made)
    } catch (error) {
      setProblem(toApiProblem(error).document)
    }
  }
  return (
    <Panel>
      <form className={classes.exportForm} onSubmit={(event) => (event.preventDefault(), fits && void send())}>
        <span className={classes.dim}>
          {from === null ? 'Made here.' : `Came from the package ${from}.`} What is saved goes into the file, not what is being edited.
        </span>
        <TextInput
          label="Version of the package"
          w={180}
          value={wanted}
          error={fits ? undefined : 'Must be a version such as 1.0.0.'}
          onChange={(event) => setWanted(event.currentTarget.value.trim())}
        />
        <Button type="submit" variant="default" leftSection={<IconDownload size={16} />} disabled={!fits}>
          Export
        </Button>
      </form>
      {problem && <ProblemView problem={problem} />}
    </Panel>
  )
}

type ReadPackage = { found: ConfigurationPackage } | { problem: ProblemText }

const unreadable = (detail: string): ReadPackage => ({
  problem: { title: 'This file is no package of a configuration', detail, remedy: 'Choose a file that was exported here.' },
})

/** Reads a package; names the first place that does not fit, never a value. */
async function readPackage(file: File): Promise<ReadPackage> {
  try {
    const read = ConfigurationPackage.safeParse(JSON.parse(await file.text()))
    if (read.success) return { found: read.data }
    const [issue] = read.error.issues
    return unreadable(`${issue?.path.join('.') || 'The file'}: ${issue?.message ?? 'does not fit'}.`)
  } catch {
    return unreadable('It is not JSON.')
  }
}

function ApplyHere({ found, work, onDone }: { found: ConfigurationPackage; work: ScreenPart['work']; onDone: () => void }) {
  const hindrance = work.changed ? 'There are edits that are not saved. Save or discard them first.' : undefined
  return <ApplyPackage found={found} target={work.base} hindrance={hindrance} onApplied={(view) => (work.take(view), onDone())} onClose={onDone} />
}
