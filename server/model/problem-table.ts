/** How a caller, an operator and the engine treat a problem of one code. */
export interface ProblemKind {
  /** HTTP status of the answer (RFC 9110). */
  readonly status: number
  /** May the same request succeed later without any change? Only then is it retried. */
  readonly retry: boolean
  /** Short and constant: the `title` of RFC 9457. */
  readonly title: string
  /** What a person can do about it. */
  readonly remedy: string
}

const lasting = (status: number, title: string, remedy: string): ProblemKind => ({ status, retry: false, title, remedy })
const passing = (status: number, title: string, remedy: string): ProblemKind => ({ status, retry: true, title, remedy })

/** Every problem Patchbay can answer with. The reference page `docs/problems.md` is generated from this table. */
export const PROBLEMS = {
  'request.malformed': lasting(400, 'The request is not well-formed', 'Send one valid JSON value in UTF-8.'),
  'request.media-type': lasting(415, 'The content type is not accepted', 'Send the header content-type: application/json.'),
  'request.too-large': lasting(413, 'The body is too large', 'Send less in one request, or ask for a higher limit.'),
  'request.headers-too-large': lasting(431, 'The headers are too large', 'Send fewer or shorter headers; all together may have 16 KB.'),
  'request.too-late': passing(408, 'The request did not arrive in time', 'Send the whole request without pauses.'),
  'request.too-deep': lasting(400, 'The JSON is nested too deeply', 'Flatten the document.'),
  'request.forbidden-key': lasting(
    400,
    'The JSON holds a key that is not allowed',
    'Rename the key; __proto__, constructor, prototype and _jsonata_* are refused.',
  ),
  'request.invalid': lasting(422, 'The request does not fit its schema', 'Correct the fields listed under errors.'),
  'request.unauthenticated': lasting(401, 'No valid credential was sent', 'Send a valid API key as bearer token, or log in.'),
  'request.forbidden': lasting(403, 'The credential does not allow this', 'Ask an administrator for the role that this needs.'),
  'request.not-found': lasting(404, 'There is nothing at this address', 'Check the path and the method.'),
  'request.method': lasting(405, 'The method is not allowed here', 'Use one of the methods in the Allow header.'),
  'request.conflict': lasting(409, 'Somebody else has changed this meanwhile', 'Load the newest state, compare, and save again.'),
  'request.csrf': lasting(403, 'The request did not come from the editor', 'Reload the editor and try again.'),
  'request.rate-limited': passing(429, 'Too many requests', 'Wait for the time in Retry-After.'),
  'request.key-reused': lasting(
    422,
    'The idempotency key belongs to another request',
    'Send a new key for a new request, and the same key only with the same body.',
  ),
  'request.in-progress': passing(
    409,
    'The request with this idempotency key is still at work',
    'Wait for the time in Retry-After and send the same request again.',
  ),
  'webhook.signature': lasting(
    401,
    'The signature of the webhook is missing or wrong',
    'Check the secret and the scheme of the webhook node; sign exactly the bytes that are sent.',
  ),
  'webhook.too-old': lasting(401, 'The webhook is too old or from the future', 'Send it within five minutes of its timestamp; check the clock of the sender.'),
  'queue.full': passing(503, 'Too many documents wait', 'Wait for the time in Retry-After; the operators see what holds the queue up.'),
  'run.needs-payload': lasting(409, 'The body of the document has expired', 'Send the document again with the same idempotency key.'),
  'effect.unknown': lasting(409, 'Whether a write has arrived is not known', 'Look into the target system, then say in the run what became of the write.'),
  'flow.paused': passing(503, 'An operator has paused the flow', 'Send the request again later, or with Prefer: respond-async; it is queued then.'),
  'connection.paused': passing(503, 'An operator has paused the connection', 'Send the request again later, or with Prefer: respond-async; it is queued then.'),
  'target.resting': passing(503, 'The target system is left alone after many failures', 'Try again later; calls go on by themselves once it answers again.'),
  'client.unknown': lasting(404, 'There is no such client', 'Check the client id.'),
  'client.unbound': lasting(
    409,
    'No published flow serves this operation for the client',
    'Publish a flow with a matching endpoint node and bind it to the client.',
  ),
  'crm.disabled': lasting(409, 'No CRM is enabled for the client', 'Enable the CRM of the client, or bind a flow to the operation.'),
  'crm.offline': passing(503, 'The CRM cannot be reached', 'Go on with the anonymous customer; try again after the time in Retry-After.'),
  'crm.search-first': lasting(428, 'A new customer needs a search before', 'Search, and send the Search-Token of the answer with the new customer.'),
  'crm.criterion': lasting(422, 'The CRM is not searched in this way', 'Use the criteria of the filters that the selector describes, with enough characters.'),
  'implementation.unknown': lasting(404, 'There is no such implementation', 'Check the id of the implementation.'),
  'implementation.unconfirmed': lasting(
    409,
    'The change is structural and was not confirmed',
    'Look at what it touches, listed under errors, and send it again with confirm: true.',
  ),
  'client.other-system': lasting(
    409,
    'The customers would live in another system than before',
    'References to the system before no longer hold. Send the change again with confirm: true, then look for the customers in the new system.',
  ),
  'reference.other-system': lasting(409, 'The reference belongs to another system', 'Search the customer in the CRM that is in use now.'),
  'reference.deleted': lasting(410, 'The customer was deleted', 'Take the reference out of what still holds it.'),
  'reference.personal': lasting(
    502,
    'The CRM uses personal data as the key of customers',
    'Choose another key property; references are kept and must not name a person.',
  ),
  'document.unknown': lasting(404, 'There is no such document', 'Check the id; it is that of the run that took the document in.'),
  'document.several-references': lasting(422, 'The document has sources with different customers', 'Make one document for each customer.'),
  'document.source-unknown': lasting(422, 'A source of the document is not known', 'Hand over the source first, or leave it out.'),
  'document.assigned': lasting(409, 'The document belongs to a customer already', 'Only anonymous documents can be given a customer.'),
  'flow.unknown': lasting(404, 'There is no such flow', 'Check the flow id.'),
  'flow.invalid': lasting(422, 'The flow cannot be published', 'Correct the findings; each names its node and field.'),
  'flow.cases-failed': lasting(422, 'Cases of the flow fail', 'Open the cases; each failing one shows what differs.'),
  'flow.unpublished': lasting(409, 'The flow has no published version', 'Publish the flow.'),
  'flow.no-response': lasting(500, 'The flow ended without a response', 'Let every path of the flow end in a respond or raise node.'),
  'flow.response-invalid': lasting(502, 'The flow answered with something that does not fit the contract', 'Correct the mapping before the respond node.'),
  'flow.deadline': passing(504, 'The flow did not finish within its deadline', 'Try again, or raise the deadline in the flow settings.'),
  'flow.too-many-steps': lasting(500, 'The flow ran more steps than it may', 'Look for a loop or a very large split.'),
  'flow.cancelled': passing(503, 'The run was cancelled', 'Send the request again.'),
  'flow.raised': lasting(422, 'The flow refused the message', 'Read the detail; the flow author wrote it.'),
  'flow.failed': lasting(500, 'A step of the flow failed', 'Open the run; it names the node.'),
  'expression.invalid': lasting(422, 'An expression cannot be read', 'Correct the expression at the given position.'),
  'expression.failed': lasting(422, 'An expression failed on this message', 'Guard the expression against missing or differently typed values.'),
  'expression.limit': lasting(
    422,
    'An expression needed too much time or memory',
    'Simplify the expression; avoid unbounded recursion, ranges and repetition.',
  ),
  'mapping.required': lasting(422, 'A required target field got no value', 'Map the field, or give it a default.'),
  'mapping.type': lasting(422, 'A value does not fit the target field', 'Convert the value in the mapping.'),
  'mapping.invariant': lasting(422, 'What must hold between the fields of the result does not hold', 'Correct the mapping, or the document that was sent.'),
  'lookup.unknown-code': lasting(422, 'A code is not in the value table', 'Add the code to the value table.'),
  'message.invalid': lasting(422, 'The message does not fit the schema', 'Correct the fields listed under errors.'),
  'target.validation': lasting(422, 'The target system refused the data', 'Correct the fields; the target names them.'),
  'target.duplicate': lasting(409, 'The record exists in the target system already', 'Search for it and update it instead.'),
  'target.not-found': lasting(404, 'The record does not exist in the target system', 'Check the reference; it may have been deleted.'),
  'target.conflict': lasting(409, 'The record was changed in the target system meanwhile', 'Read it again, apply the change, and send the new version token.'),
  'target.auth': lasting(502, 'The target system refused our credentials', 'Check the credentials of the connection.'),
  'target.forbidden': lasting(502, 'The target system does not allow this', 'Give the account of the connection the missing right.'),
  'target.rate-limited': passing(503, 'The target system asks us to slow down', 'Try again later; lower the rate limit of the connection.'),
  'target.unavailable': passing(503, 'The target system cannot be reached', 'Try again later; check the base URL of the connection.'),
  'target.timeout': passing(504, 'The target system did not answer in time', 'Try again later; raise the timeout of the connection.'),
  'target.unsupported': lasting(422, 'The target system cannot do this', 'Choose another operation.'),
  'target.malformed': lasting(502, 'The target system sent something that cannot be read', 'Check the base URL; a proxy or login page may be answering.'),
  'target.too-large': lasting(502, 'The target system sent too much', 'Ask for fewer records, or raise the response limit of the connector.'),
  'target.failed': lasting(502, 'The target system failed', 'Open the run and see the vendor code.'),
  'egress.refused': lasting(502, 'Patchbay does not call this address', 'Mark the connection as local if the address is on your own network on purpose.'),
  'connection.unknown': lasting(422, 'The connection does not exist', 'Choose an existing connection in the call node.'),
  'connection.invalid': lasting(422, 'The connection is not complete', 'Fill the missing settings or credentials of the connection.'),
  'operation.unknown': lasting(422, 'The connector has no such operation', 'Choose one of the operations of the connector.'),
  'storage.forbidden': lasting(500, 'A personal value was about to be stored', 'Report this: the schema of the record is wrong.'),
  'storage.failed': passing(503, 'The data folder cannot be written', 'Check free space and permissions of the data folder.'),
  'service.stopping': passing(503, 'The server is shutting down', 'Send the request again; another instance will answer.'),
  'internal.error': lasting(500, 'Something went wrong in Patchbay', 'Report this with the correlation id.'),
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof PROBLEMS
