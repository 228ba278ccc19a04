import { randomBytes } from "node:crypto";
import type { TokenAnswer } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { bluesky } from "#networks/bluesky/bluesky.ts";
import { openDoor, type CallTrace, type Door } from "#networks/kit/call.ts";
import { NetworkFailure } from "#networks/network.ts";
import type { Call, Consent, DanceReturn, DanceStart, LiveGrant } from "#networks/network.ts";
import type { PdsAccount, RealPds } from "./pds.ts";
import { personAtBrowser } from "./pds/person.ts";

/** A call that remembers what went through it. */
export interface TracedCall extends Call {
  readonly traces: CallTrace[];
}

export interface Circumstances extends Partial<Pick<Door, "now" | "app" | "publicUrl">> {
  /** Stands before every request; may answer, or break, in the network's place. */
  meddle?: (url: URL) => Response | undefined;
}

export interface Consenting {
  circumstances?: Circumstances;
  /** What the person leaves of the scopes. */
  scope?: string;
  changes?: Partial<DanceStart>;
}

/** What it takes to connect accounts of one PDS without the server around the adapter. */
export interface Dances {
  newCall(circumstances?: Circumstances): TracedCall;
  newAccount(): Promise<PdsAccount>;
  danceOf(identifier: string | undefined, changes?: Partial<DanceStart>): DanceStart;
  /** Goes as far as the person's yes: what the callback brings. */
  consent(account: PdsAccount, consenting?: Consenting): Promise<DanceReturn>;
  connect(account: PdsAccount, consenting?: Consenting): Promise<Consent>;
  /** A new account, connected. */
  newGrant(): Promise<{ account: PdsAccount; consent: Consent; grant: LiveGrant }>;
}

const localApp = { clientId: "", clientSecret: undefined, settings: {} };
const localUrl = "http://localhost:4000";

/** @param origin what the PDS calls itself, where that is not its address */
export function dancesAt(pds: RealPds, origin: string = pds.url): Dances {
  const hosts = {
    "https://plc.directory": pds.plcUrl,
    "https://public.api.bsky.app": pds.url,
    [origin]: pds.url,
  };
  let accounts = 0;

  function newCall({ meddle, ...circumstances }: Circumstances = {}): TracedCall {
    const traces: CallTrace[] = [];
    const call = openDoor({
      network: bluesky,
      app: localApp,
      publicUrl: localUrl,
      deadlineSeconds: 10,
      now: () => new Date(),
      randomBytes: (count) => randomBytes(count),
      sent: (trace) => traces.push(trace),
      fetch: async (address, init) => {
        const url = new URL(address);
        return meddle?.(url) ?? fetch(new URL(url.pathname + url.search, hosts[url.origin] ?? url), init);
      },
      ...circumstances,
    });
    return { ...call, traces };
  }

  function newAccount() {
    const name = `person${++accounts}`;
    return pds.createAccount({ handle: `${name}.test`, email: `${name}@example.com`, password: `password of ${name}` });
  }

  async function consent(account: PdsAccount, { circumstances, scope, changes }: Consenting = {}) {
    const start = danceOf(account.handle, changes);
    const { url, keep } = await bluesky.oauth.begin(newCall(circumstances), start);
    const back = await personAtBrowser(hosts).consent(url, account, scope);
    const params = new URL(back).searchParams;
    if (params.get("state") !== start.state) throw new Error(`The callback came with a strange state: ${back}`);
    // As another process gets it: nothing but what was sealed.
    return { params, redirectUri: start.redirectUri, verifier: start.verifier, keep: Secret.of(keep.reveal()) };
  }

  async function connect(account: PdsAccount, consenting: Consenting = {}) {
    return bluesky.oauth.finish(newCall(consenting.circumstances), await consent(account, consenting));
  }

  async function newGrant() {
    const account = await newAccount();
    const given = await connect(account);
    return { account, consent: given, grant: grantOf(given) };
  }

  return { newCall, newAccount, danceOf, consent, connect, newGrant };
}

function danceOf(identifier: string | undefined, changes: Partial<DanceStart> = {}): DanceStart {
  return {
    redirectUri: `${localUrl}/v1/oauth/callback`,
    state: `${randomBytes(24).toString("base64url")}.signed`,
    verifier: randomBytes(32).toString("base64url"),
    scopes: bluesky.oauth.scopes,
    identifier,
    rerequest: false,
    switchAccount: false,
    ...changes,
  };
}

/** The grant that a server would lend after this consent, or after the fresh answer of a refresh. */
export function grantOf({ answer, person }: Consent, fresh: TokenAnswer = answer): LiveGrant {
  return { id: "grt_1", setter: person, issuedAt: new Date(), ...fresh, scopesGranted: fresh.scopesGranted };
}

/** The failure that an act must end in. */
export async function failureOf(act: Promise<unknown>): Promise<NetworkFailure> {
  const failure = await act.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof NetworkFailure)) throw new Error("Expected a NetworkFailure.", { cause: failure });
  return failure;
}
