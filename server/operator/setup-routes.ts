import { z } from "zod";
import * as schema from "../http/contract-schemas.ts";
import { defineRoute, ok } from "../http/route.ts";
import type { World } from "../world.ts";
import { requireNetwork } from "../apps/find.ts";
import { requireOperator } from "./operator.ts";
import { enterApp, presentSetup, proveApp } from "./setup.ts";

const tag = "Networks";

const readSetup = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}/setup",
  summary: "How to get an app at this network and what is entered; for the operator",
  tag,
  who: "admin",
  answers: { 200: schema.networkSetup },
  async run(world: World, { params, caller }) {
    await requireOperator(world, caller);
    return ok(await presentSetup(world, requireNetwork(world, params.id)));
  },
});

const enter = defineRoute({
  method: "PUT",
  path: "/v1/networks/{id}/setup",
  summary: "Enter this installation's app; it is proved by a call and kept unless the network refuses it",
  tag,
  who: "admin",
  body: schema.appInput,
  answers: { 200: schema.appProof },
  async run(world: World, { params, body, caller }) {
    await requireOperator(world, caller);
    return ok(await enterApp(world, requireNetwork(world, params.id), { ...body, instance: body.instance ?? "" }));
  },
});

const prove = defineRoute({
  method: "POST",
  path: "/v1/networks/{id}/setup/proof",
  summary: "Prove by a call that the network knows the app that is entered",
  tag,
  who: "admin",
  body: z.strictObject({ instance: z.string().max(50).exactOptional() }),
  answers: { 200: schema.appProof },
  async run(world: World, { params, body, caller }) {
    await requireOperator(world, caller);
    return ok(await proveApp(world, requireNetwork(world, params.id), body.instance ?? ""));
  },
});

export const setupRoutes = [readSetup, enter, prove];
