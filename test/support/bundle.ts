/** Where the workflows lie in one file, as they ship. */
export function bundlePath(): string {
  const path = process.env.WORKFLOW_BUNDLE
  if (!path) throw new Error('WORKFLOW_BUNDLE must name a bundle of the workflows; npm test does')
  return path
}
