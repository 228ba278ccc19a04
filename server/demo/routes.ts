import { defineRoute, ok, type Route } from "../http/route.ts";
import type { World } from "../world.ts";
import { demoState, runAction, type Stage } from "./actions.ts";
import * as schema from "./schemas.ts";

/** The strip "Simulated networks"; there in the demo only. */
export function demoRoutes(stageOf: (world: World) => Stage): readonly Route<World>[] {
  return [
    defineRoute({
      method: "GET",
      path: "/demo/state",
      name: "demoState",
      summary: "What the simulated networks can be made to do, and the time there",
      tag: "Demo",
      who: "anyone",
      answers: { 200: schema.demoState },
      run: async (world: World) => ok(await demoState(stageOf(world))),
    }),
    defineRoute({
      method: "POST",
      path: "/demo/actions/{id}",
      name: "demoAction",
      summary: "Make it happen",
      tag: "Demo",
      who: "anyone",
      answers: { 200: schema.demoState },
      run: async (world: World, { params }) => ok(await runAction(stageOf(world), params.id)),
    }),
  ];
}
