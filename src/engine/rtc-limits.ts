// Bounds of the page's broker. They protect the page from a worker that goes wrong (or is driven wrong by its peers).

/** A connection costs the browser sockets and threads; Chromium refuses beyond about 500 a page. Channels are bounded by
 *  libp2p's streams a connection, and by SCTP at 1024. */
export const MAX_CONNECTIONS = 96
