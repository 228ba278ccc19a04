import { describe, expect, test } from "vitest";
import { partFor } from "./perform.ts";
import { json, type Call, type SimulatedNetwork } from "./play.ts";
import { createStage } from "./stage.ts";

const network = (id: string, hosts: SimulatedNetwork["hosts"], knows?: string): SimulatedNetwork => ({
  id,
  name: id,
  hosts,
  roles: {},
  answer: () => json({}),
  caller: () => ({}),
  trouble: () => json({}, 503),
  ...(knows !== undefined && { knows: (_play, call) => call.query.get("client_id") === knows }),
});

const call = (host: string, client?: string): Call => ({
  host,
  method: "GET",
  path: "/",
  query: new URLSearchParams(client === undefined ? {} : { client_id: client }),
  form: new URLSearchParams(),
  headers: {},
  cookies: {},
});

describe("who plays a host", () => {
  const stage = createStage(
    [
      network("one", { "login.example": "site", "one.example": "api" }, "a"),
      network("two", { "login.example": "site", "two.example": "api" }, "b"),
      network("three", { "login.example": "site" }),
    ],
    () => 0,
    null,
  );
  const playing = (host: string, client?: string) => partFor(stage, host, call(host, client))?.network.id;

  test("of several networks behind one host the first that knows the call, else the first", () => {
    expect([playing("login.example", "a"), playing("login.example", "b")]).toEqual(["one", "two"]);
    expect([playing("login.example", "nobody"), playing("login.example")]).toEqual(["one", "one"]);
  });

  test("a host of one network alone is its own, whatever it knows; a host of none is nobody's", () => {
    expect([playing("two.example", "a"), playing("one.example"), playing("elsewhere.example")]).toEqual([
      "two",
      "one",
      undefined,
    ]);
  });

  test("a network sees who else is behind a host, never itself", () => {
    const besides = (id: string, host: string) =>
      stage.parts
        .get(id)
        ?.play.besides(host)
        .map((one) => one.network);
    expect([besides("one", "login.example"), besides("one", "one.example")]).toEqual([["two", "three"], []]);
  });
});
