/** Who logs in, and what they choose on the consent screens. */
export interface Visit {
  email: string;
  password: string;
  /** Names of Pages, or all there are and will be (the default). */
  pages?: "all" | string[];
  /** The account to go on with, where a login has several and shows them by their user names. */
  account?: string;
  /** Permissions to leave unticked. */
  untick?: string[];
  /** Press Cancel on the first consent screen. */
  cancel?: boolean;
  /** Open "Edit settings" where the app is known already. */
  edit?: boolean;
}

/** A person with a browser of their own, cookies included: walks login and consent without a browser. */
export interface Visitor {
  /** Walks the dialog to its end and returns the address the browser is sent back to. Accepts real addresses. */
  consent(dialogUrl: string, visit: Visit): Promise<string>;
  /** Opens an address at the simulator. */
  open(url: string, form?: URLSearchParams): Promise<Seen>;
}

/** A page, or a way out of the simulator. */
export interface Seen {
  url: string;
  status: number;
  text: string;
  /** Set: the browser would leave for this address. */
  leaves: string | null;
}

/** Opens a fresh browser. */
export function createVisitor(simulatorUrl: string): Visitor {
  const jar = new Map<string, string>();
  const mapped = (url: string): string =>
    url.startsWith("https://") ? `${simulatorUrl}/${url.slice("https://".length)}` : url;

  const open = async (address: string, form?: URLSearchParams): Promise<Seen> => {
    const url = new URL(mapped(address), simulatorUrl).href;
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...jar].map((pair) => pair.join("=")).join("; ") },
      ...(form && { method: "POST", body: form }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = cookie.split(";")[0]?.split("=") ?? [];
      jar.set(name, value);
    }
    const location = answer.headers.get("location");
    if (location === null) return { url, status: answer.status, text: await answer.text(), leaves: null };
    const target = new URL(location, url).href;
    if (target.startsWith(`${simulatorUrl}/`)) return open(target);
    return { url, status: answer.status, text: "", leaves: target };
  };

  return {
    open,
    async consent(dialogUrl, visit) {
      let seen = await open(dialogUrl);
      for (let steps = 0; steps < 12; steps += 1) {
        if (seen.leaves !== null) return seen.leaves;
        const next = nextForm(seen, visit);
        if (!next) break;
        seen = await open(next.action, next.form);
      }
      throw new Error(`The dialog ends with: ${plainText(seen.text)}`);
    },
  };
}

function nextForm(seen: Seen, visit: Visit): { action: string; form?: URLSearchParams } | undefined {
  const edit = /href="([^"]*edit=1[^"]*)"/.exec(seen.text)?.[1];
  if (visit.edit && edit) return { action: unescape(edit) };
  const forms = [...seen.text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(
    ([, action = "", inside = ""]) => ({ action: unescape(action), inside, form: hidden(inside) }),
  );
  const at = (step: string) => forms.find(({ form }) => form.get("step") === step);
  const login = at("login");
  if (login && seen.status !== 401) {
    login.form.set("email", visit.email);
    login.form.set("pass", visit.password);
    return login;
  }
  if (visit.cancel && forms[0] && !login)
    return { action: forms[0].action, form: new URLSearchParams({ step: "cancel" }) };
  const pages = at("pages");
  if (pages) {
    choosePages(pages.form, pages.inside, visit.pages ?? "all");
    return pages;
  }
  const save = at("save");
  if (save) {
    for (const scope of boxes(save.inside, "scope"))
      if (!visit.untick?.includes(scope.value)) save.form.append("scope", scope.value);
    return save;
  }
  return at("again") ?? chosenAccount(forms, visit.account) ?? at("continue") ?? at("passed");
}

type Form = { action: string; inside: string; form: URLSearchParams };

/** Where each account has a button of its own: the one that is wanted by name. */
function chosenAccount(forms: Form[], wanted: string | undefined): Form | undefined {
  return forms.find(
    ({ form, inside }) =>
      form.get("step") === "continue" && wanted !== undefined && plainText(inside).split(" ").includes(wanted),
  );
}

function choosePages(form: URLSearchParams, inside: string, wanted: "all" | string[]): void {
  form.set("pages", wanted === "all" ? "all" : "some");
  if (wanted === "all") return;
  const found = boxes(inside, "page");
  for (const name of wanted) {
    const box = found.find((one) => one.label === name);
    if (!box) throw new Error(`The dialog offers no Page "${name}".`);
    form.append("page", box.value);
  }
}

function hidden(inside: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const input of inputs(inside)) if (input.type === "hidden") form.append(input.name ?? "", input.value ?? "");
  return form;
}

function boxes(inside: string, name: string): { value: string; label: string }[] {
  const found: { value: string; label: string }[] = [];
  for (const [, content = ""] of inside.matchAll(/<label\s*>(.*?)<\/label\s*>/gs))
    for (const input of inputs(content))
      if ((input.type === "checkbox" || input.type === "radio") && input.name === name)
        found.push({ value: input.value ?? "", label: plainText(content) });
  return found;
}

function inputs(inside: string): Record<string, string>[] {
  return [...inside.matchAll(/<input\s([^>]*)>/g)].map(([, tag = ""]) =>
    Object.fromEntries(
      [...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, unescape(value)]),
    ),
  );
}

const unescape = (text: string): string =>
  text.replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)));

const plainText = (text: string): string =>
  unescape(text.replace(/<(style|script)>.*?<\/\1>/gs, "").replace(/<[^>]*>/g, " "))
    .replace(/\s+/g, " ")
    .trim();
