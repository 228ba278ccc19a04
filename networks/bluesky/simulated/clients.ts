import type { JsonWebKey } from "node:crypto";
import type { App, Play } from "#simulator/play.ts";
import { readDocument } from "./documents.ts";
import { refuseOAuth } from "./refusals.ts";

/** Who asks. Nobody registers anywhere: the id says it all, or is the address of the document that does. */
export interface Client {
  readonly id: string;
  /** Null: it told none, or tells one that is not shown because nobody vouches for it. */
  readonly name: string | null;
  readonly scopes: readonly string[];
  readonly redirectUris: readonly string[];
  /** Public keys that its assertions are signed with; without any it is a public client. */
  readonly keys: readonly JsonWebKey[];
  readonly isConfidential: boolean;
}

const day = 86_400;
const year = 365.25 * day;

/** Seconds; a refresh token counts from the last refresh. Reference server, oauth-constants, read 2026-11-22. */
export const livesOf = ({ isConfidential }: Pick<Client, "isConfidential">) =>
  isConfidential
    ? { access: 3600, refresh: year / 4, session: 2 * year }
    : { access: 3600, refresh: 14 * day, session: 14 * day };

const loopback = "http://localhost";

/**
 * The client behind an id. An app of that id that a scenario brought stands in for the document: its `secret` is the JWK set with
 * the client's public keys. All others are asked for their document at each use; the real server keeps it for ten minutes.
 */
export async function findClient(play: Play, id: string): Promise<Client> {
  const known = play.state.apps[id];
  if (known?.disabled || play.fault("app_disabled", { app: id })) throw unreadable(id);
  if (id === loopback || /^http:\/\/localhost\/?(\?|$)/.test(id)) return loopbackClient(id);
  if (known && !isLearned(known)) return clientOf(known, play);
  return discovered(play, id);
}

const unreadable = (id: string, why?: string) =>
  refuseOAuth("invalid_client_metadata", `Unable to obtain client metadata for "${id}"${why ? `: ${why}` : ""}`);

/** For development: known to every server without a document (atproto OAuth spec "Localhost Client Development"). */
function loopbackClient(id: string): Client {
  const query = new URLSearchParams(id.replace(/^[^?]*\??/, ""));
  const strange = [...query.keys()].find((key) => key !== "scope" && key !== "redirect_uri");
  const invalid = (why: string) =>
    refuseOAuth("invalid_client_metadata", `Invalid loopback client id "${id}": Invalid loopback client ID: ${why}`);
  if (strange !== undefined) throw invalid(`Unexpected query parameter "${strange}"`);
  const scopes = (query.get("scope") ?? "atproto").split(" ");
  if (!scopes.includes("atproto")) throw invalid('ATProto Loopback ClientID must include "atproto" scope');
  const given = query.getAll("redirect_uri");
  const isLocal = (uri: string) => /^http:\/\/(127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/.test(uri);
  if (!given.every(isLocal)) throw invalid('Invalid "redirect_uri" query parameter: Validation failed');
  const redirectUris = given.length > 0 ? given : ["http://127.0.0.1/", "http://[::1]/"];
  return { id, name: null, scopes, redirectUris, keys: [], isConfidential: false };
}

const everyScope = ["atproto", "transition:email", "transition:generic", "transition:chat.bsky"];

function clientOf(app: App, play: Play): Client {
  const keys = play.fault("app_secret_changed", { app: app.id }) ? [] : keysIn(app.secret);
  const { id, name, redirectUris } = app;
  return { id, name, scopes: app.approvedScopes ?? everyScope, redirectUris, keys, isConfidential: true };
}

function keysIn(text: string): JsonWebKey[] {
  try {
    return (JSON.parse(text) as { keys?: JsonWebKey[] }).keys ?? [];
  } catch {
    return []; // the document has lost its keys: `change-app-secret`
  }
}

/** As it stands in the document; all members may be anything. */
interface Document {
  client_id?: unknown;
  client_name?: unknown;
  scope?: unknown;
  redirect_uris?: unknown;
  dpop_bound_access_tokens?: unknown;
  token_endpoint_auth_method?: unknown;
  token_endpoint_auth_signing_alg?: unknown;
  jwks?: { keys?: JsonWebKey[] };
}

async function discovered(play: Play, id: string): Promise<Client> {
  const url = URL.parse(id);
  if (url?.protocol !== "https:" || url.pathname === "/")
    throw refuseOAuth("invalid_client_metadata", `Invalid client ID "${id}"`);
  if (!url.hostname.includes(".") || /\.(test|local|localhost|invalid|example)$/.test(url.hostname))
    throw refuseOAuth("invalid_client_id", "The client_id's TLD must not be a local hostname");
  const document = (await readDocument(id).catch((error: unknown) => {
    throw unreadable(id, error instanceof Error ? error.message : undefined);
  })) as Document;
  const client = readClient(id, document);
  return play.fault("app_secret_changed", { app: id }) ? { ...client, keys: [] } : client;
}

/** The rules that a document can break; reference server, client-manager, read 2026-11-22. */
function readClient(id: string, document: Document): Client {
  const invalid = (why: string) => refuseOAuth("invalid_client_metadata", why);
  const { client_name, redirect_uris, scope, token_endpoint_auth_method: method, jwks } = document;
  const scopes = typeof scope === "string" ? scope.split(" ") : [];
  if (document.client_id !== id) throw invalid("client_id does not match");
  if (!scopes.includes("atproto")) throw invalid('Missing "atproto" scope');
  if (document.dpop_bound_access_tokens !== true) throw invalid('"dpop_bound_access_tokens" must be true');
  if (!Array.isArray(redirect_uris) || redirect_uris.length === 0)
    throw invalid("At least one redirect_uri is required");
  if (method !== "none" && method !== "private_key_jwt")
    throw invalid(`Unsupported client authentication method "${String(method)}"`);
  const isConfidential = method === "private_key_jwt";
  if (isConfidential && !jwks?.keys?.length)
    throw invalid("private_key_jwt auth method requires at least one key in jwks");
  if (isConfidential && !document.token_endpoint_auth_signing_alg)
    throw invalid("Missing token_endpoint_auth_signing_alg client metadata");
  const name = typeof client_name === "string" ? client_name : null;
  return { id, name, scopes, redirectUris: redirect_uris.map(String), keys: jwks?.keys ?? [], isConfidential };
}

const learned = "document";
const isLearned = (app: App): boolean => app.configurations[0]?.id === learned;

/** Keeps who asked among the apps, so that people can take it away again and the control API can name it. */
export function remember(play: Play, client: Client): App {
  const before = play.state.apps[client.id];
  if (before && !isLearned(before)) return before;
  const app: App = {
    id: client.id,
    name: client.name ?? "An application on your device",
    secret: "",
    redirectUris: [...client.redirectUris],
    deauthorizeUrl: null,
    dataDeletionUrl: null,
    requireProof: false,
    mode: "live",
    testers: [],
    approvedScopes: null,
    configurations: [{ id: learned, scopes: [...client.scopes] }],
    disabled: before?.disabled ?? false,
  };
  play.state.apps[client.id] = app;
  return app;
}
