/** What a value from elsewhere is made of, told apart before it is used. */

export type Guard<T> = (value: unknown) => value is T;
export type Fields = Record<string, unknown>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === "string";
export const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
export const isNumber = (value: unknown): value is number => typeof value === "number";
export const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null;
export const isListOf =
  <T>(guard: Guard<T>) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.every(guard);
export const all = (value: Fields, names: string[], guard: Guard<unknown>) => names.every((name) => guard(value[name]));
export const isMissingOr =
  <T>(guard: Guard<T>) =>
  (value: unknown): value is T | null | undefined =>
    isMissing(value) || guard(value);
