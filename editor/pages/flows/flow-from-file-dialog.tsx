import { Button, FileButton, Modal, Stack } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Client } from '../../../server/model/client.ts'
import { ProblemView } from '../../ui/problem-view.tsx'
import { FlowFromFileForm } from './flow-from-file-form.tsx'
import { type ReadFlow, readFlowFiles } from './read-flow-files.ts'

export interface FlowFromFileProps {
  opened: boolean
  onClose: () => void
  clients: readonly Client[]
  /** Ids of the flows that there are. */
  taken: ReadonlySet<string>
}

/** A flow document becomes a draft of a client: which file, for whom, and with which connections. */
export function FlowFromFileDialog({ opened, onClose, ...facts }: FlowFromFileProps) {
  const [read, setRead] = useState<ReadFlow | null>(null)
  const close = (): void => {
    setRead(null)
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} title="New flow from a file" size="lg">
      <Stack gap="sm">
        {read && 'flow' in read ? (
          <FlowFromFileForm key={read.flow.id} flow={read.flow} {...facts} onClose={close} />
        ) : (
          <>
            <span>A flow document (.json); its cases can come along: choose the .cases.json file beside it as well.</span>
            {read && <ProblemView problem={read.problem} />}
            <FileButton multiple accept="application/json,.json" onChange={(files) => files.length > 0 && void readFlowFiles(files).then(setRead)}>
              {(props) => (
                <Button {...props} variant="default" leftSection={<IconUpload size={16} />} data-autofocus>
                  Choose files
                </Button>
              )}
            </FileButton>
          </>
        )}
      </Stack>
    </Modal>
  )
}
