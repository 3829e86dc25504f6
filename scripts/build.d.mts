/** Builds the app into dist/ unless it is fresh; false when the build failed. */
export function buildApp(): Promise<boolean>
/** Builds the pages of the browser tests into dist-test/ unless they are fresh; false when the build failed. */
export function buildTestPages(): Promise<boolean>
