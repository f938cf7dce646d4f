import { z } from 'zod'

// The page's content security policy forbids eval; zod probes for it unless told not to. Must run before any schema is made.
z.config({ jitless: true })
