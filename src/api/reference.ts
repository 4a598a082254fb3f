import express from 'express'
import type { Router } from 'express'
import helmet from 'helmet'
import swaggerUi from 'swagger-ui-express'

/** A page to read the document on. Its scripts and styles come from the package, and from no other host. */
export function reference(): Router {
  const page = swaggerUi.setup(undefined, {
    customSiteTitle: 'Vouchsafe API',
    swaggerOptions: { url: '/api/openapi.json', validatorUrl: null, tryItOutEnabled: false },
  })
  return express.Router().use(helmet(own), swaggerUi.serve, page)
}

// Swagger UI writes styles into its elements; scripts it brings as files.
const own = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
}
