import type { Migration } from '../../base/sqlite/index.ts';

/** What each version of a rule set changed, and the rules as a run checked them where they were inherited from other sets. */
export const m0175: Migration = {
  number: 175,
  name: 'changes of rule sets',
  up: `
    ALTER TABLE rule_set_version ADD COLUMN change TEXT;
    -- the sets it inherited from may change after the run; content is what was checked
    CREATE TABLE quality_run_rules (
      run_id TEXT PRIMARY KEY REFERENCES quality_run(id), yaml TEXT NOT NULL, sources TEXT NOT NULL
    ) STRICT;
  `,
};
