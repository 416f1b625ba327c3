/** Builds the gallery and serves it on `port`, or on the next one that is free. */
export function serveGallery(port?: number): Promise<{ address: string; close(): Promise<void> }>;
