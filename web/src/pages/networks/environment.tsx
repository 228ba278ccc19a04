import type { NetworkSetup } from "#sdk/client.ts";
import styles from "./setup.module.css";

/** For people who keep such values outside the database: the names under which the environment can give them. */
export function Environment({ fields }: { fields: NetworkSetup["apps"][number]["fields"] }) {
  return (
    <details className={styles.environment}>
      <summary>Variables of the environment</summary>
      <p className="small quiet">What is set there counts more than what is entered here, from the next start on.</p>
      <dl>
        {fields.map((field) => (
          <div key={field.key}>
            <dt>{field.label}</dt>
            <dd>
              <code>{field.variable}</code>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
