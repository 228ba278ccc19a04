import { defineRoute, ok } from "../http/route.ts";
import * as schema from "../operator/schemas.ts";
import type { World } from "../world.ts";
import { requireNetwork } from "../apps/find.ts";
import { requireOperator } from "./operator.ts";
import { enterApp, presentSetup, proveApp } from "./setup.ts";

const tag = "Networks";

const readSetup = defineRoute({
  method: "GET",
  path: "/v1/networks/{id}/setup",
  name: "networkSetup",
  summary: "The operator's road to an app",
  description: "How to get an app at this network, and what is entered. For the operator.",
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
  name: "enterApp",
  problems: ["conflict", "network_refused"],
  summary: "Enter this installation's app",
  description: "It is proved by a call, and kept unless the network refuses it. For the operator.",
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
  name: "proveApp",
  summary: "Prove the app",
  description: "A call shows whether the network knows the app that is entered. For the operator.",
  tag,
  who: "admin",
  body: schema.appChoice,
  answers: { 200: schema.appProof },
  async run(world: World, { params, body, caller }) {
    await requireOperator(world, caller);
    return ok(await proveApp(world, requireNetwork(world, params.id), body.instance ?? ""));
  },
});

export const setupRoutes = [readSetup, enter, prove];
