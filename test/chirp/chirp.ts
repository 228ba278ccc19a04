import { expiryAfter, type TokenAnswer, type Tokens } from "#core/grant.ts";
import type { RefreshPolicy } from "#core/refresh-plan.ts";
import { Secret } from "#core/secret.ts";
import { diagnosisFrom } from "#networks/kit/answer.ts";
import type { Answer, Call, FoundProfile, LiveGrant, Network, NetworkRequest, OAuth } from "#networks/network.ts";
import { z } from "zod";

/** How a test's Chirp departs from the usual one. */
export interface ChirpChanges {
  readonly refresh?: Partial<RefreshPolicy>;
  readonly probeSeconds?: number;
  /** Changes what the network said about tokens before the product sees it. */
  readonly meddle?: (answer: TokenAnswer, act: "connect" | "refresh") => TokenAnswer;
}

const day = 86_400;
const rfc = "RFC 6749, read 2026-11-22";
const source = "the simulated Chirp, read 2026-11-22";
const api = "https://api.chirp.example";
const scopes = ["read"];

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().optional(),
  expires_in: z.unknown().optional(),
});
const personAnswer = z.object({ id: z.string().min(1), name: z.string().min(1) });
const errorAnswer = z.object({ error: z.string() });

const diagnose = diagnosisFrom({
  network: "chirp",
  readError: ({ body }) => ({ code: errorAnswer.parse(body).error }),
  rows: [
    { when: { code: "invalid_grant" }, kind: "grant-revoked", how: "Connect it again.", source: `${rfc} §5.2` },
    { when: { code: "invalid_client" }, kind: "app-rejected", how: "The operator checks the secret.", source: rfc },
    {
      when: { code: "invalid_token" },
      kind: "token-expired",
      cause: "session_ended",
      how: "Connect it again.",
      source: "RFC 6750 §3.1",
    },
  ],
});

/**
 * Chirp, an invented network: plain OAuth 2, access tokens for an hour, refresh tokens that work once and end the whole
 * family when shown again. All that Latchkey is told about it is in this file.
 */
export function chirpWith(changes: ChirpChanges): Network {
  return {
    about,
    policy: {
      refresh: { ...refreshPolicy, ...changes.refresh },
      probeSeconds: changes.probeSeconds ?? day,
      lifetimes: [
        { what: "Access token", seconds: 3600, source },
        { what: "Login that nobody uses", seconds: 60 * day, source, ofLogin: true },
      ],
      limits: [{ what: "Calls", limit: "None that anybody has met.", source }],
    },
    capabilities: {
      publish: { scopes, anyRole: [], source },
      inbox: { absent: "Chirp has no inbox." },
      analytics: { absent: "Chirp counts nothing." },
    },
    scopeNotes: { read: { what: "Everything that Chirp has.", source } },
    oauth: oauthWith(changes.meddle ?? ((answer) => answer)),
    profiles: { list },
    probe: {
      grant: async (call, grant) => {
        await me(call, grant.tokens.accessToken);
        return {};
      },
      access: async (call, _grant, access) => ({ name: (await me(call, access.token)).name }),
    },
    diagnose,
  };
}

const about: Network["about"] = {
  id: "chirp",
  name: "Chirp",
  profileNoun: { one: "account", many: "accounts" },
  hosts: ["chirp.example", "api.chirp.example"],
  settings: [
    { key: "clientId", label: "Client id", secret: false, required: true, help: "From Chirp." },
    { key: "clientSecret", label: "Client secret", secret: true, required: true, help: "From Chirp." },
  ],
  accountSwitch: "none",
  guide: {
    needs: ["Your Chirp login."],
    whoCanRenew: "Whoever can sign in to the account.",
    whatExpires: "Sixty days without use end a login.",
    otherAccount: "Log out at Chirp first.",
  },
};

const refreshPolicy: RefreshPolicy = {
  model: "rotating",
  handOutSeconds: 60,
  keepaliveShare: 0.5,
  idleSeconds: 30 * day,
  minimumAgeSeconds: 0,
  accessSeconds: 3600,
  source: rfc,
};

function oauthWith(meddle: NonNullable<ChirpChanges["meddle"]>): OAuth {
  const ask = async (call: Call, act: "connect" | "refresh", form: NetworkRequest["form"]): Promise<TokenAnswer> => {
    const { clientId, clientSecret } = call.app;
    const as = act === "connect" ? "connect" : "token-refresh";
    const answer = await call.send(as, {
      url: `${api}/oauth/token`,
      form: { ...form, client_id: clientId, client_secret: clientSecret },
    });
    return meddle(asTokenAnswer(call, as, answer), act);
  };
  return {
    scopes,
    begin: async (call, { state, redirectUri }) => ({
      url: `https://chirp.example/authorize?${new URLSearchParams({ client_id: call.app.clientId, redirect_uri: redirectUri, state }).toString()}`,
    }),
    refusal: (params) => {
      const words = params.get("error");
      if (words === null) return params.get("code") ? undefined : { what: "failed", words: "Chirp sent no code." };
      return { what: words === "access_denied" ? "cancelled" : "failed", words: words || "no reason" };
    },
    finish: async (call, { params, redirectUri }) => {
      const code = Secret.of(params.get("code") ?? "");
      const answer = await ask(call, "connect", {
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
      });
      const { id, name } = await me(call, answer.tokens.accessToken, "connect");
      return { answer: { ...answer, scopesGranted: scopes }, person: { remoteId: id, name } };
    },
    refresh: (call, { tokens }) =>
      ask(call, "refresh", { grant_type: "refresh_token", refresh_token: tokens.refreshToken }),
  };
}

function asTokenAnswer(call: Call, act: "connect" | "token-refresh", answer: Answer): TokenAnswer {
  const read = tokenAnswer.safeParse(answer.body);
  if (!read.success) return call.fail(act, { ...answer, at: call.now() }, answer.asked);
  const { access_token, refresh_token, expires_in } = read.data;
  const tokens: Tokens = {
    accessToken: Secret.of(access_token),
    refreshToken: refresh_token === undefined ? undefined : Secret.of(refresh_token),
  };
  return { tokens, tokenKind: "bearer", accessExpiresAt: expiryAfter(call.now(), expires_in) };
}

async function me(call: Call, bearer: Secret, act: "connect" | "probe" = "probe") {
  return personAnswer.parse((await call.send(act, { url: `${api}/me`, bearer })).body);
}

async function* list(call: Call, grant: LiveGrant): AsyncIterable<FoundProfile> {
  const { id, name } = await me(call, grant.tokens.accessToken, "connect");
  yield { remoteId: id, name, kind: "account" };
}

export const chirp = chirpWith({});
