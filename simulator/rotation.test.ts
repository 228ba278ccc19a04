import { expect, test } from "vitest";
import { rehearse, type Rehearsal } from "./rehearsal.ts";

const client = { client_id: "chirp-app", client_secret: "chirp-secret" };
const redirectUri = "https://app.example/chirp";

interface Pair {
  access_token: string;
  refresh_token: string;
  error?: string;
}

async function token(stage: Rehearsal, form: Record<string, string>): Promise<Pair> {
  const answer = await fetch(`${stage.url}/api.chirp.example/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ ...client, ...form }),
  });
  return (await answer.json()) as Pair;
}

const refresh = (stage: Rehearsal, refresh_token: string): Promise<Pair> =>
  token(stage, { grant_type: "refresh_token", refresh_token });

async function works(stage: Rehearsal, access: string): Promise<boolean> {
  const answer = await fetch(`${stage.url}/api.chirp.example/me`, {
    headers: { authorization: `Bearer ${access}` },
  });
  return answer.ok;
}

async function connect(stage: Rehearsal): Promise<Pair> {
  const asked = new URLSearchParams({ client_id: "chirp-app", redirect_uri: redirectUri });
  const visit = { email: "dora@people.example", password: "password" };
  const url = `https://chirp.example/authorize?${asked.toString()}`;
  const back = new URL(await stage.visitor().consent(url, visit));
  const code = back.searchParams.get("code") ?? "";
  return token(stage, { grant_type: "authorization_code", code, redirect_uri: redirectUri });
}

async function rehearseChirp(): Promise<Rehearsal> {
  const stage = await rehearse();
  await stage.chirp.load({
    people: [{ handle: "dora", name: "Dora" }],
    apps: [{ id: "chirp-app", name: "Tool", secret: "chirp-secret", redirectUris: [redirectUri] }],
  });
  return stage;
}

test("P14 a refresh token works once; shown again it ends the whole family", async () => {
  await using stage = await rehearseChirp();
  const first = await connect(stage);
  const other = await connect(stage);
  const second = await refresh(stage, first.refresh_token);
  expect(await works(stage, second.access_token)).toBe(true);
  expect((await refresh(stage, first.refresh_token)).error).toBe("invalid_grant");
  expect(await works(stage, second.access_token)).toBe(false);
  expect((await refresh(stage, second.refresh_token)).error).toBe("invalid_grant");
  expect(await works(stage, other.access_token)).toBe(true);
});

test("P17 a refresh whose answer is lost has spent the token: the next try ends the family", async () => {
  await using stage = await rehearseChirp();
  const pair = await connect(stage);
  await stage.chirp.addFault("lost_answer", { path: "/oauth/token", times: 1 });
  await expect(refresh(stage, pair.refresh_token)).rejects.toThrow("fetch failed");
  expect((await refresh(stage, pair.refresh_token)).error).toBe("invalid_grant");
  expect(await works(stage, pair.access_token)).toBe(false);
});

test("access tokens end by the simulator's clock, refresh tokens after 60 days", async () => {
  await using stage = await rehearseChirp();
  const pair = await connect(stage);
  await stage.chirp.leapClock(3600);
  expect(await works(stage, pair.access_token)).toBe(false);
  const next = await refresh(stage, pair.refresh_token);
  expect(await works(stage, next.access_token)).toBe(true);
  await stage.chirp.leapClock(61 * 24 * 3600);
  expect((await refresh(stage, next.refresh_token)).error).toBe("invalid_grant");
});

test("of ten refreshes at once one wins, and the log counts them all", async () => {
  await using stage = await rehearseChirp();
  const pair = await connect(stage);
  const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(stage, pair.refresh_token)));
  expect(answers.filter((one) => one.access_token)).toHaveLength(1);
  const refreshes = { params: { grant_type: "refresh_token" } };
  expect(await stage.chirp.countCalls(refreshes)).toBe(10);
  const [call] = await stage.chirp.log(refreshes);
  expect(call).toMatchObject({ person: "dora", network: "chirp", path: "/oauth/token" });
  expect(call?.params.refresh_token).toBe("[redacted]");
});
