import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import { mergeExpiries, mergeTokens, type Tokens } from "#core/grant.ts";
import { Secret } from "#core/secret.ts";
import { openDoor, type CallTrace } from "#networks/kit/call.ts";
import type { Call, Consent, DanceStart, FoundProfile, LiveAccess, LiveGrant, Network } from "#networks/network.ts";
import { createControl, type Control, type Scenario } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visit, type Visitor } from "#simulator/visitor.ts";

/** For tests: one adapter against the simulator over real HTTP; only the host is replaced, as at the server's edge. */
export interface NetworkRehearsal {
  readonly simulatorUrl: string;
  readonly control: Control;
  readonly call: Call;
  readonly traces: readonly CallTrace[];
  readonly visitor: Visitor;
  /** Answers in the network's place wherever it returns something: for what the network may say and the simulator does not. */
  meddle(answer: (url: URL) => object | string | undefined, status?: number): void;
  /** Lets time pass, at the network and here. */
  leap(seconds: number): Promise<void>;
  /** Where the network sends the browser back to after this person has gone through its consent. */
  visit(
    visit: Visit,
    start?: Partial<DanceStart>,
  ): Promise<{ readonly params: URLSearchParams; readonly keep?: Secret }>;
  connect(visit: Visit, start?: Partial<DanceStart>): Promise<LiveGrant>;
  /** The adapter's refresh, its answer merged into the grant as the server does it. */
  refresh(grant: LiveGrant): Promise<LiveGrant>;
  list(grant: LiveGrant): Promise<FoundProfile[]>;
  access(grant: LiveGrant, profile: FoundProfile | undefined): LiveAccess;
}

export interface RehearsalOptions {
  readonly network: Network;
  /** Must hold an app with this client id and secret, and `redirectUri` among its redirect addresses. */
  readonly scenario: Scenario;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** The way in, where the network has several. */
  readonly instance?: string;
  /** The simulated network to control; the adapter's own unless said otherwise. */
  readonly controls?: string;
}

export const publicUrl = "https://keys.example.com";
export const redirectUri = `${publicUrl}/v1/oauth/callback`;
export const verifier = "v".repeat(64);

export async function rehearseNetwork(options: RehearsalOptions): Promise<NetworkRehearsal> {
  const { network } = options;
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url, options.controls ?? network.about.id);
  await control.load(options.scenario);
  let offsetMs = 0;
  let meddler: (url: URL) => Response | undefined = () => undefined;
  const traces: CallTrace[] = [];
  const call = openDoor({
    network,
    app: {
      clientId: options.clientId,
      clientSecret: Secret.of(options.clientSecret),
      settings: options.settings ?? {},
      ...(options.instance === undefined ? {} : { instance: options.instance }),
    },
    publicUrl,
    deadlineSeconds: 10,
    now: () => new Date(Date.now() + offsetMs),
    randomBytes: (count) => randomBytes(count),
    fetch: async (url, init) =>
      meddler(new URL(url)) ?? fetch(url.replace("https://", `${simulator.url}/`), { ...init, redirect: "manual" }),
    sent: (trace) => traces.push(trace),
  });

  const visit: NetworkRehearsal["visit"] = async (who, start) => {
    const { url, keep } = await network.oauth.begin(call, newDance(network, options.instance, start));
    const back = await createVisitor(simulator.url).consent(url, who);
    return { params: new URL(back).searchParams, ...(keep ? { keep } : {}) };
  };
  return {
    simulatorUrl: simulator.url,
    control,
    call,
    traces,
    visitor: createVisitor(simulator.url),
    meddle: (answer, status = 200) => {
      meddler = (url) => {
        const body = answer(url);
        if (body === undefined) return undefined;
        return typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status });
      };
    },
    leap: async (seconds) => {
      await control.leapClock(seconds);
      offsetMs += seconds * 1000;
    },
    visit,
    connect: async (who, start) => {
      const back = await visit(who, start);
      return asGrant(await network.oauth.finish(call, { ...back, redirectUri, verifier }), call);
    },
    refresh: async (grant) => {
      if (!network.oauth.refresh) throw new Error(`${network.about.name} refreshes nothing`);
      const answer = await network.oauth.refresh(call, grant);
      return {
        ...grant,
        ...mergeExpiries(grant, answer, call.now()),
        tokens: mergeTokens(grant.tokens, answer.tokens),
        scopesGranted: answer.scopesGranted ?? grant.scopesGranted,
        issuedAt: call.now(),
      };
    },
    list: async (grant) => {
      const found: FoundProfile[] = [];
      for await (const profile of network.profiles.list(call, grant)) found.push(profile);
      return found;
    },
    access: (grant, profile) => {
      if (!profile) throw new Error("there is no such profile");
      return { remoteId: profile.remoteId, token: profile.token ?? grant.tokens.accessToken };
    },
  };
}

function newDance(network: Network, way: string | undefined, changes: Partial<DanceStart> = {}): DanceStart {
  return {
    redirectUri,
    state: randomBytes(24).toString("base64url"),
    verifier,
    scopes: network.about.ways?.find((one) => one.id === way)?.scopes ?? network.oauth.scopes,
    rerequest: false,
    switchAccount: false,
    ...changes,
  };
}

function asGrant({ answer, person }: Consent, call: Call): LiveGrant {
  const { tokens, tokenKind, scopesGranted, accessExpiresAt, refreshExpiresAt, endsAt, dataAccessEndsAt } = answer;
  const expiries = { accessExpiresAt, refreshExpiresAt, endsAt, dataAccessEndsAt };
  return { id: "grt_1", tokens, tokenKind, setter: person, scopesGranted, issuedAt: call.now(), ...expiries };
}

/** The grant with another access token: for wrong, swapped and foreign tokens. */
export function withToken(grant: LiveGrant, changes: Partial<Record<keyof Tokens, string>>): LiveGrant {
  const secrets = Object.entries(changes).map(([name, value]) => [name, Secret.of(value)]);
  return { ...grant, tokens: { ...grant.tokens, ...(Object.fromEntries(secrets) as Partial<Tokens>) } };
}
