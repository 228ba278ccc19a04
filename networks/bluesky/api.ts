import { createHash } from "node:crypto";
import type * as atproto from "@atproto/oauth-client-node";
import type {
  HandleResolver,
  JoseKey,
  NodeOAuthClient,
  NodeSavedSession,
  NodeSavedState,
  OAuthClientMetadataInput,
  OAuthRedirectUri,
  RuntimeImplementation,
} from "@atproto/oauth-client-node";
import { AppError } from "#core/app-error.ts";
import type { AppCredentials, Call } from "../network.ts";
import type { Listener } from "./listen.ts";

type Library = typeof atproto;
let library: Library | undefined;

/** The library takes some 30 MB, and many processes never speak with Bluesky: the first who does loads it. */
export async function loadLibrary(): Promise<Library> {
  return (library ??= await import("@atproto/oauth-client-node"));
}

/** Whether it is such an error of the library's; one that is not loaded has thrown none. */
export function isLibraryError<Kind extends "OAuthResolverError" | "OAuthResponseError" | "FetchResponseError">(
  kind: Kind,
  error: unknown,
): error is InstanceType<Library[Kind]> {
  return library !== undefined && error instanceof library[kind];
}

/** `atproto` names the person, `transition:generic` is what an app password may do except direct messages. */
export const scopes = ["atproto", "transition:generic"] as const;

/** The directory of did:plc, and a server that resolves handles for anybody: DNS lookups would pass our door by. */
const directory = "https://plc.directory";
export const handleResolver = "https://public.api.bsky.app";

/** Where `documents["client-metadata.json"]` is served; its address is our client id at every server. */
const documentPath = "/v1/networks/bluesky/documents/client-metadata.json";

/** Who we are at an authorisation server. Kept with each grant: a session lives only as long as its client is the same. */
export interface ClientIdentity {
  readonly clientId: string;
  readonly redirectUri: OAuthRedirectUri;
}

/**
 * A web client under https, else the loopback client that every server knows for development.
 * Its redirect must name 127.0.0.1, never `localhost` (atproto OAuth spec "Localhost Client Development", 2026-08-20).
 */
export async function clientIdentity(publicUrl: string, redirectUri: string): Promise<ClientIdentity> {
  const { buildAtprotoLoopbackClientId, oauthLoopbackClientRedirectUriSchema, oauthRedirectUriSchema } =
    await loadLibrary();
  if (new URL(publicUrl).protocol === "https:") {
    return { clientId: documentUrl(publicUrl), redirectUri: oauthRedirectUriSchema.parse(redirectUri) };
  }
  const uri = new URL(redirectUri);
  if (uri.hostname === "localhost") uri.hostname = "127.0.0.1";
  const loopback = oauthLoopbackClientRedirectUriSchema.safeParse(uri.href);
  if (!loopback.success) {
    throw new AppError("not_ready", "Bluesky sends people back to https addresses only, or to this very machine.");
  }
  const clientId = buildAtprotoLoopbackClientId({ scope: scopes.join(" "), redirect_uris: [loopback.data] });
  return { clientId, redirectUri: loopback.data };
}

/** One use of the library, with its stores in memory: what it would keep is taken from here and sealed by the server. */
export interface LibraryUse {
  readonly client: NodeOAuthClient;
  readonly states: Map<string, NodeSavedState>;
  readonly sessions: Map<string, NodeSavedSession>;
}

/**
 * @param handles who turns handles into DIDs. Only the start of a dance needs it: whatever follows goes by DID, and must
 *   not wait for a resolver (the library asks it for every DID document it reads, and has ten seconds for the lot)
 */
export async function openLibrary(
  { call, listener }: { readonly call: Call; readonly listener: Listener },
  identity: ClientIdentity,
  handles: HandleResolver | string = nobody,
): Promise<LibraryUse> {
  const states = new Map<string, NodeSavedState>();
  const sessions = new Map<string, NodeSavedSession>();
  const { NodeOAuthClient } = await loadLibrary();
  const client = new NodeOAuthClient({
    ...(await registration(call.app, call.publicUrl, identity)),
    stateStore: inMemory(states),
    sessionStore: inMemory(sessions),
    runtimeImplementation: runtimeOf(call),
    fetch: listener.fetch,
    handleResolver: handles,
    plcDirectoryUrl: directory,
    // A development machine may have a server of its own beside it.
    allowHttp: isLoopback(identity),
  });
  return { client, states, sessions };
}

/** What a session's proofs are signed with. */
export const dpopAlgorithm = "ES256";

function runtimeOf(call: Call): RuntimeImplementation {
  return {
    // Of what servers offer the library would choose ES256K, which browsers and many libraries lack; the key is lent to
    // callers with the token. Every server must take ES256 (atproto OAuth spec "DPoP", 2026-08-20).
    createKey: async () => (await loadLibrary()).JoseKey.generate([dpopAlgorithm]),
    getRandomValues: (length) => call.randomBytes(length),
    digest: (bytes, { name }) => createHash(name).update(bytes).digest(),
    // Whoever refreshes holds the lease on the grant's row already; and nothing else here needs a lock.
    requestLock: async (_name, run) => run(),
  };
}

const nobody: HandleResolver = { resolve: async () => null };

/** What servers fetch from us to know who asks. */
export const documents = {
  async "client-metadata.json"(app: AppCredentials, publicUrl: string) {
    const identity = await clientIdentity(publicUrl, `${publicUrl}/v1/oauth/callback`);
    const { clientMetadata, keyset } = await registration(app, publicUrl, identity);
    const keys = keyset.map((key) => key.publicJwk);
    return keys.length > 0 ? { ...clientMetadata, jwks: { keys } } : clientMetadata;
  },
};

async function registration(app: AppCredentials, publicUrl: string, identity: ClientIdentity) {
  const { atprotoLoopbackClientMetadata } = await loadLibrary();
  if (isLoopback(identity)) return { clientMetadata: atprotoLoopbackClientMetadata(identity.clientId), keyset: [] };
  const keyset = await signingKeys(app);
  return { clientMetadata: webClient(publicUrl, identity, keyset.length > 0), keyset };
}

function webClient(publicUrl: string, identity: ClientIdentity, confidential: boolean): OAuthClientMetadataInput {
  return {
    client_id: identity.clientId,
    client_name: "Latchkey",
    client_uri: new URL(publicUrl).origin,
    application_type: "web",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    redirect_uris: [identity.redirectUri],
    scope: scopes.join(" "),
    dpop_bound_access_tokens: true,
    ...(confidential
      ? { token_endpoint_auth_method: "private_key_jwt", token_endpoint_auth_signing_alg: "ES256" }
      : { token_endpoint_auth_method: "none" }),
  } as OAuthClientMetadataInput;
}

/** The operator's private keys: one JWK, or a set with the key for new sessions first. Sessions are bound to theirs. */
async function signingKeys(app: AppCredentials): Promise<JoseKey[]> {
  if (!app.clientSecret) return [];
  try {
    const entered = JSON.parse(app.clientSecret.reveal());
    const jwks: Record<string, unknown>[] = Array.isArray(entered.keys) ? entered.keys : [entered];
    const { JoseKey } = await loadLibrary();
    return await Promise.all(jwks.map((jwk) => JoseKey.fromJWK(jwk)));
  } catch {
    // Without the reason: it would quote the key.
    throw new AppError("not_ready", "Bluesky's signing keys cannot be read. One private JWK or a JWK set is expected.");
  }
}

function isLoopback(identity: ClientIdentity): boolean {
  return identity.clientId.startsWith("http:");
}

function documentUrl(publicUrl: string): string {
  return publicUrl.replace(/\/+$/, "") + documentPath;
}

function inMemory<Value>(values: Map<string, Value>) {
  return {
    get: (key: string) => values.get(key),
    set: (key: string, value: Value) => void values.set(key, value),
    del: (key: string) => void values.delete(key),
  };
}
