/** The page around Swagger UI. Everything it loads comes from this server. */
export const API_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>API - Patchbay</title><link rel="stylesheet" href="/docs/api/swagger-ui.css"><link rel="icon" href="data:,"></head><body><div id="api"></div><script src="/docs/api/swagger-ui-bundle.js"></script><script src="/docs/api/start.js"></script></body></html>`

/** Changes that are tried out on the page carry the csrf token of the login. */
export const API_PAGE_SCRIPT = `
fetch('/api/session').then((answer) => (answer.ok ? answer.json() : {})).then((session) => {
  SwaggerUIBundle({
    url: '/api/openapi.json',
    dom_id: '#api',
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: (request) => {
      if (session.csrf) request.headers['x-patchbay-csrf'] = session.csrf
      return request
    },
  })
})
`
