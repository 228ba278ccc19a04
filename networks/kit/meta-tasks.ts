/** What full control of a Page brings (docs/pages/overview; help/289207354498410, read 2026-11-22). */
const allTasks = ["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE"];

/** Tasks as Meta's screens call them (business settings; docs/instagram-platform/overview, read 2026-11-22). */
export const taskNames: Readonly<Record<string, string>> = {
  MANAGE: "Full control",
  CREATE_CONTENT: "Content",
  MODERATE: "Community activity",
  MESSAGING: "Messages",
  ADVERTISE: "Ads",
  ANALYZE: "Insights",
};

const newPagesPrefix = "PROFILE_PLUS_";

/** Page tasks in one spelling: new Pages answer `PROFILE_PLUS_X` for `X`, and `PROFILE_PLUS_FULL_CONTROL` for everything. */
export function canonicalTasks(tasks: readonly string[]): readonly string[] {
  const plain = tasks.flatMap((task) =>
    task === `${newPagesPrefix}FULL_CONTROL` ? allTasks : [task.replace(newPagesPrefix, "")],
  );
  return [...new Set(plain)];
}
