import { z } from "zod";
import { AppError } from "#core/app-error.ts";
import type { Session } from "#sdk/contract.ts";
import type { HttpWorld } from "../http/answer.ts";
import * as schemas from "../http/contract-schemas.ts";
import { created, defineRoute, noContent, ok, type Route } from "../http/route.ts";
import { isOperator } from "../operator/operator.ts";
import type { People, SignedIn } from "./people.ts";

export interface PeopleRouteParts {
  readonly people: People;
  /** The demo shows what to sign in with. */
  readonly demoSignIn?: { readonly email: string; readonly password: string };
}

const name = z.string().trim().min(1).max(80);

/** Who is here, the first set-up, and API keys. Signing in itself is under `/api/auth`. */
export function peopleRoutes(parts: PeopleRouteParts): Route<HttpWorld>[] {
  return [...sessionRoutes(parts), ...apiKeyRoutes(parts)];
}

function sessionRoutes({ people, demoSignIn }: PeopleRouteParts): Route<HttpWorld>[] {
  const describe = async ({ clock, db }: HttpWorld, signedIn: SignedIn | null): Promise<Session> => ({
    setupNeeded: !(await people.isSetUp()),
    demo: demoSignIn !== undefined,
    ...(demoSignIn ? { demoSignIn } : {}),
    now: clock.now().toISOString(),
    user: signedIn?.user ?? null,
    workspace: signedIn?.membership?.workspace ?? null,
    role: signedIn?.membership?.role ?? null,
    operator: signedIn?.caller ? await isOperator({ db }, signedIn.caller) : false,
  });

  const read = defineRoute({
    method: "GET",
    path: "/v1/session",
    summary: "Who is signed in; answers strangers too",
    tag: "People",
    who: "anyone",
    answers: { 200: schemas.session },
    run: async (world: HttpWorld, { request }) => ok(await describe(world, await people.findSignedIn(request.headers))),
  });

  const setUp = defineRoute({
    method: "POST",
    path: "/v1/setup",
    summary: "Makes the first person and their workspace, once, and signs them in",
    tag: "People",
    who: "anyone",
    body: z.strictObject({
      workspaceName: name,
      name,
      email: z.email().max(254),
      password: z.string().min(10, "At least 10 characters").max(128, "At most 128 characters"),
    }),
    answers: { 201: schemas.session },
    async run(world: HttpWorld, { body, request }) {
      await people.setUp(body);
      const setCookies = await people.signIn(body.email, body.password, request.headers);
      const signedIn = await people.findSignedIn(cookieHeader(setCookies));
      return { ...created(await describe(world, signedIn)), headers: { "set-cookie": setCookies } };
    },
  });
  return [read, setUp];
}

/** What the browser will send back next time. */
function cookieHeader(setCookies: readonly string[]): Headers {
  return new Headers({ cookie: setCookies.map((line) => line.split(";", 1)[0]).join("; ") });
}

function apiKeyRoutes({ people: { apiKeys } }: PeopleRouteParts): Route<HttpWorld>[] {
  const tag = "API keys";
  const path = "/v1/api-keys";
  const list = defineRoute({
    method: "GET",
    path,
    summary: "The workspace's API keys, newest first",
    tag,
    who: "admin",
    answers: { 200: schemas.list(schemas.apiKey) },
    run: async (_world: HttpWorld, { caller }) => ok({ items: await apiKeys.list(caller.workspaceId) }),
  });

  const create = defineRoute({
    method: "POST",
    path,
    summary: "Makes an API key; the key itself is shown this once",
    tag,
    who: "admin",
    body: z.strictObject({ name }),
    answers: { 201: schemas.newApiKey },
    async run(_world: HttpWorld, { body, caller: { workspaceId, userId } }) {
      if (userId === null) throw new AppError("forbidden", "An API key cannot make API keys.");
      return created(await apiKeys.create({ workspaceId, userId, name: body.name }));
    },
  });

  const revoke = defineRoute({
    method: "DELETE",
    path: "/v1/api-keys/{id}",
    summary: "Revokes an API key, for good",
    tag,
    who: "admin",
    answers: { 204: null },
    async run(_world: HttpWorld, { params, caller }) {
      const revoked = await apiKeys.revoke(caller.workspaceId, params.id);
      if (!revoked) throw new AppError("not_found", "This workspace has no such API key.");
      return noContent();
    },
  });
  return [list, create, revoke];
}
