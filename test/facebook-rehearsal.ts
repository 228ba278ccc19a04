import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { Secret } from "#core/secret.ts";
import { createControl, type Control, type Scenario } from "#simulator/control.ts";
import { startSimulator } from "#simulator/start.ts";
import { createVisitor, type Visit } from "#simulator/visitor.ts";
import { openDoor, type CallTrace } from "#networks/kit/call.ts";
import { NetworkFailure } from "#networks/network.ts";
import type { Call, Consent, DanceStart, FoundProfile, LiveAccess, LiveGrant } from "#networks/network.ts";
import { facebook } from "#networks/facebook/facebook.ts";

/** For tests: the adapter against the simulator over real HTTP; only the host is replaced, as at the server's edge. */
export interface Rehearsal {
  readonly control: Control;
  readonly call: Call;
  readonly traces: readonly CallTrace[];
  /** Answers in Facebook's place wherever it returns something: for what Facebook may say and the simulator does not. */
  meddle(answer: (url: URL) => object | undefined, status?: number): void;
  /** Lets time pass, at Facebook and here. */
  leap(days: number): Promise<void>;
  /** Where Facebook sends the browser back to after this person has gone through the dialog. */
  visit(visit?: Partial<Visit>, start?: Partial<DanceStart>): Promise<URLSearchParams>;
  connect(visit?: Partial<Visit>, start?: Partial<DanceStart>): Promise<LiveGrant>;
  list(grant: LiveGrant): Promise<FoundProfile[]>;
}

export const publicUrl = "https://keys.example.com";
export const redirectUri = `${publicUrl}/v1/oauth/callback`;
const secret = "0123456789abcdef0123456789abcdef";
const dayMs = 86_400_000;

/** Anna, with full control of two Pages, and Ben, who may only write on the first. */
export const twoPages: Scenario = {
  people: [{ name: "Anna Berg" }, { name: "Ben Okoro" }],
  apps: [{ name: "Latchkey", id: "700000000000001", secret, redirectUris: [redirectUri] }],
  pages: [
    { name: "Northwind Berlin", people: { "anna-berg": "full_control", "ben-okoro": ["CREATE_CONTENT", "ANALYZE"] } },
    { name: "Northwind Hamburg", people: { "anna-berg": "full_control" } },
  ],
};

export async function rehearse(
  scenario: Scenario = twoPages,
  settings: Record<string, string> = {},
): Promise<Rehearsal> {
  const simulator = await startSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  const control = createControl(simulator.url);
  await control.load(scenario);
  let offsetMs = 0;
  let meddler: (url: URL) => Response | undefined = () => undefined;
  const traces: CallTrace[] = [];
  const call = openDoor({
    network: facebook,
    app: { clientId: "700000000000001", clientSecret: Secret.of(secret), settings },
    publicUrl,
    deadlineSeconds: 10,
    now: () => new Date(Date.now() + offsetMs),
    randomBytes: (count) => randomBytes(count),
    fetch: async (url, init) =>
      meddler(new URL(url)) ?? fetch(url.replace("https://", `${simulator.url}/`), { ...init, redirect: "manual" }),
    sent: (trace) => traces.push(trace),
  });

  const visit: Rehearsal["visit"] = async (changes, start) => {
    const { url } = await facebook.oauth.begin(call, newDance(start));
    const who = { email: "anna-berg@people.example", password: "password", ...changes };
    return new URL(await createVisitor(simulator.url).consent(url, who)).searchParams;
  };
  return {
    control,
    call,
    traces,
    meddle: (answer, status = 200) => {
      meddler = (url) => {
        const body = answer(url);
        return body && Response.json(body, { status });
      };
    },
    visit,
    leap: async (days) => {
      await control.leapClock(days * 86_400);
      offsetMs += days * dayMs;
    },
    connect: async (changes, start) =>
      asGrant(
        await facebook.oauth.finish(call, { params: await visit(changes, start), redirectUri, verifier: "" }),
        call,
      ),
    list: async (grant) => {
      const found: FoundProfile[] = [];
      for await (const profile of facebook.profiles.list(call, grant)) found.push(profile);
      return found;
    },
  };
}

/** How the control API names Anna's consent. */
export const anna = { person: "anna-berg" };

export interface Connected {
  readonly facebookSide: Rehearsal;
  readonly grant: LiveGrant;
  readonly berlin: FoundProfile | undefined;
  readonly hamburg: FoundProfile | undefined;
}

/** Anna has connected both Pages. */
export async function connected(): Promise<Connected> {
  const facebookSide = await rehearse();
  const grant = await facebookSide.connect();
  const [berlin, hamburg] = await facebookSide.list(grant);
  return { facebookSide, grant, berlin, hamburg };
}

function newDance(changes: Partial<DanceStart> = {}): DanceStart {
  const state = randomBytes(24).toString("base64url");
  return {
    redirectUri,
    state,
    verifier: "v".repeat(43),
    scopes: facebook.oauth.scopes,
    rerequest: false,
    switchAccount: false,
    ...changes,
  };
}

function asGrant({ answer, person }: Consent, call: Call): LiveGrant {
  const { tokens, tokenKind, scopesGranted, accessExpiresAt, dataAccessEndsAt } = answer;
  return {
    id: "grt_1",
    tokens,
    tokenKind,
    setter: person,
    scopesGranted,
    issuedAt: call.now(),
    accessExpiresAt,
    dataAccessEndsAt,
  };
}

export function asAccess(profile: FoundProfile | undefined): LiveAccess {
  if (!profile?.token) throw new Error(`${profile?.name ?? "nothing"} has no token`);
  return { remoteId: profile.remoteId, token: profile.token };
}

export async function failureOf(work: Promise<unknown>): Promise<NetworkFailure> {
  const failure: unknown = await work.then(
    () => new Error("it succeeded"),
    (error: unknown) => error,
  );
  if (failure instanceof NetworkFailure) return failure;
  throw failure;
}

/** A server that keeps what is posted to it. */
export async function listen(posted: string[]): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      posted.push(body);
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
