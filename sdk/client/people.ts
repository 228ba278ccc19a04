import type { ApiKey, NewApiKey, Session, Setup } from "../contract.ts";
import { at, type Transport } from "./transport.ts";

/** Who is here, and keys for programs. */
export const people = ({ get, post, remove }: Transport) => ({
  /** Who is signed in; answers strangers too. */
  session: () => get<Session>(at("session")),
  /** Makes the first person and their workspace, once, and signs them in. */
  setup: (setup: Setup) => post<Session>(at("setup"), setup),
  /** The workspace's API keys, newest first. */
  apiKeys: () => get<{ items: ApiKey[] }>(at("api-keys")),
  /** Makes an API key; the key itself is in this answer alone. */
  createApiKey: (key: { name: string }) => post<NewApiKey>(at("api-keys"), key),
  /** Revokes an API key, for good. */
  deleteApiKey: (id: string) => remove(at("api-keys", id)),
});
