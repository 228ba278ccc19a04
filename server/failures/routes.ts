import { AppError } from "#core/app-error.ts";
import type * as contract from "#sdk/contract.ts";
import { z } from "zod";
import * as schema from "../http/contract-schemas.ts";
import { cursorQuery, pageOf, readCursor } from "../http/cursor.ts";
import { defineRoute, noContent, ok } from "../http/route.ts";
import { requireNetwork } from "../apps/find.ts";
import { requireOperator } from "../operator/operator.ts";
import { findProfile } from "../store/profiles.ts";
import type { World } from "../world.ts";
import { issuedLast, loginsOf, secretsOf } from "./logins.ts";
import { deleteAnswer, listAnswers, type UnrecognisedRow } from "../store/unrecognised.ts";
import { actOnReport, presentDiagnosis } from "./report.ts";
import { asSeen } from "./wire.ts";

const tag = "Failures";

const report = defineRoute({
  method: "POST",
  path: "/v1/profiles/{id}/failures",
  summary:
    "Report an answer with which a network refused a call of yours: what it means, who repairs it; we look ourselves",
  tag,
  who: "member",
  query: z.strictObject({
    dry: z.enum(["true", "false"]).default("false").meta({ description: "`true`: only say what it means" }),
  }),
  body: schema.failureReport,
  answers: { 200: schema.failureDiagnosis },
  idempotent: true,
  async run(world: World, { params, query, body, caller }) {
    const profile = await findProfile(world.db, { workspaceId: caller.workspaceId, id: params.id });
    if (!profile) throw new AppError("not_found", "There is no such profile in this workspace.");
    if (profile.disconnectedAt)
      throw new AppError("conflict", "This profile is disconnected; nothing is called for it any more.");
    const network = requireNetwork(world, profile.network);
    const logins = await loginsOf(world, profile.id);
    const secrets = await secretsOf(world, network, logins);
    const seen = asSeen(body, world.clock.now(), issuedLast(logins));
    const diagnosis = network.diagnose(seen);
    if (query.dry === "false") await actOnReport(world, { profile, network, caller, logins, secrets, seen, diagnosis });
    return ok(presentDiagnosis(diagnosis, secrets));
  },
});

const tryOut = defineRoute({
  method: "POST",
  path: "/v1/networks/{id}/diagnose",
  summary: "Try out what an answer of this network means; nothing is kept",
  tag,
  who: "viewer",
  body: schema.failureReport,
  answers: { 200: schema.failureDiagnosis },
  async run(world: World, { params, body }) {
    const network = requireNetwork(world, params.id);
    return ok(presentDiagnosis(network.diagnose(asSeen(body, world.clock.now(), undefined)), []));
  },
});

const list = defineRoute({
  method: "GET",
  path: "/v1/unrecognised",
  summary: "Answers that no row of a network's table fits, counted, those met last first; for the operator",
  tag,
  who: "admin",
  query: z.strictObject({ ...cursorQuery, network: z.string().max(50).optional() }),
  answers: { 200: schema.page(schema.unrecognisedAnswer) },
  async run(world: World, { query, caller }) {
    await requireOperator(world, caller);
    const rows = await listAnswers(world.db, {
      network: query.network,
      after: readCursor(query.cursor)?.id,
      limit: query.limit + 1,
    });
    const { items, nextCursor } = pageOf(rows, query.limit, (row) => ({ id: row.id }));
    return ok({ items: items.map(presentAnswer), nextCursor });
  },
});

function presentAnswer(row: UnrecognisedRow): contract.UnrecognisedAnswer {
  return {
    id: row.id,
    network: row.network,
    call: row.act,
    status: row.status,
    code: row.code,
    subcode: row.subcode,
    words: row.words,
    count: row.count,
    reported: row.reported,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    sample: { ...row.sample },
  };
}

const forget = defineRoute({
  method: "DELETE",
  path: "/v1/unrecognised/{id}",
  summary: "Strike one from the list, because it is understood now; met again it comes back",
  tag,
  who: "admin",
  answers: { 204: null },
  async run(world: World, { params, caller }) {
    await requireOperator(world, caller);
    if (!(await deleteAnswer(world.db, params.id))) throw new AppError("not_found", "There is no such answer.");
    return noContent();
  },
});

export const failureRoutes = [report, tryOut, list, forget];
