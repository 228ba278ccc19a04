import { findApp } from "../find.ts";
import { addScenario } from "../scenario.ts";
import { emptyNetwork } from "../state.ts";
import type { Part } from "../stage.ts";
import { ControlProblem } from "../problem.ts";
import { lettersFrom } from "../unique.ts";
import type { ControlAct } from "./act.ts";

/** Forgets everything about a network: people, apps, pages, tokens, faults. */
export function clearPart(part: Part): void {
  Object.assign(part.play.state, emptyNetwork());
  part.faults.length = 0;
}

/** Whole networks and apps. */
export const lifeActs: Record<string, ControlAct> = {
  reset: {
    about: "Forgets everything about this network.",
    fields: {},
    run: (part) => clearPart(part),
  },
  load: {
    about: "Forgets everything, then loads a scenario.",
    fields: { scenario: "people, apps, portfolios, pages" },
    run(part, fields) {
      const before = { state: { ...part.play.state }, faults: [...part.faults] };
      clearPart(part);
      try {
        addScenario(part.play, part.network, fields.raw("scenario"));
      } catch (problem) {
        Object.assign(part.play.state, before.state);
        part.faults.push(...before.faults);
        throw problem;
      }
    },
  },
  add: {
    about: "Adds people, apps, portfolios and pages to what is there.",
    fields: { scenario: "people, apps, portfolios, pages" },
    run: (part, fields) => addScenario(part.play, part.network, fields.raw("scenario")),
  },
  sample: {
    about: "Forgets everything, then loads this network's own sample.",
    fields: {},
    run(part) {
      if (!part.network.sample) throw new ControlProblem(`${part.network.name} has no sample.`);
      clearPart(part);
      addScenario(part.play, part.network, part.network.sample);
    },
  },
  "change-app-secret": {
    about: "Gives an app a new secret; the old one is refused from now on.",
    fields: { "app?": "id or name", "secret?": "the new one" },
    run(part, fields) {
      const app = findApp(part.play, fields.maybeText("app"));
      app.secret = fields.maybeText("secret") ?? lettersFrom(part.play.secret(32), 32);
      return { secret: app.secret };
    },
  },
  "update-app": {
    about: "Changes an app's settings.",
    fields: {
      "app?": "id or name",
      "disabled?": "true: the network switched it off",
      "requireProof?": "true: calls need a proof made from the secret",
      "redirectUris?": "list",
      "deauthorizeUrl?": "address",
      "dataDeletionUrl?": "address",
      "approvedScopes?": "list",
    },
    run(part, fields) {
      const app = findApp(part.play, fields.maybeText("app"));
      Object.assign(app, {
        disabled: fields.maybeFlag("disabled") ?? app.disabled,
        requireProof: fields.maybeFlag("requireProof") ?? app.requireProof,
        redirectUris: fields.maybeTexts("redirectUris") ?? app.redirectUris,
        deauthorizeUrl: fields.maybeText("deauthorizeUrl") ?? app.deauthorizeUrl,
        dataDeletionUrl: fields.maybeText("dataDeletionUrl") ?? app.dataDeletionUrl,
        approvedScopes: fields.maybeTexts("approvedScopes") ?? app.approvedScopes,
      });
    },
  },
};
