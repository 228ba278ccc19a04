import { createClient } from "#sdk/client.ts";

/** The server that served this page; the session cookie says who asks. */
export const api = createClient({ baseUrl: "" });
