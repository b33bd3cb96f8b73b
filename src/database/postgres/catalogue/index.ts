// Lists the queries for what has a definition of its own: types, functions, views, triggers, grants, settings, …
import { schemas, types, typeParts, collations, textSearch } from "./types";
import { functions, aggregates, operators, casts } from "./routines";
import {
  views,
  populated,
  attributes,
  rules,
  triggers,
  triggerStates,
  policies,
  statistics,
} from "./relations";
import { owners, grants, defaultPrivileges } from "./access";
import { settings, publications, eventTriggers, comments } from "./database";
import { others, tableParts, securityLabels } from "./by-hand";

/** By what they read: each answers with kind, name, table, sql, makes, needs, roles and stand-in. */
export function definitions(version: number): Readonly<Record<string, string>> {
  return {
    schemas,
    types,
    "parts of types": typeParts,
    collations,
    "text search": textSearch,
    functions,
    aggregates,
    operators,
    casts,
    views,
    "rows of materialized views": populated,
    "settings of columns": attributes,
    rules,
    triggers,
    "states of triggers": triggerStates,
    policies,
    statistics,
    owners,
    grants,
    settings,
    publications: publications(version),
    "event triggers": eventTriggers,
    "default privileges": defaultPrivileges,
    comments,
    "what is made by hand": others,
    "parts of tables that are made by hand": tableParts,
    "security labels": securityLabels,
  };
}
