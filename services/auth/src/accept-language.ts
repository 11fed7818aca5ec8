/**
 * @param header an Accept-Language header (RFC 9110, 12.5.4); anything
 * @returns the language tags in it, the best first, at most ten
 */
export function acceptedLanguages(header: string | undefined): string[] {
  const ranges = (header ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((one) => /^q=/i.test(one))?.slice(2);
    return { tag, q: weight === undefined ? 1 : Number(weight) };
  });
  return ranges
    .filter(({ tag, q }) => /^[a-z]{1,8}(-[a-z\d]{1,8}){0,3}$/i.test(tag) && q > 0 && q <= 1)
    .toSorted((one, other) => other.q - one.q)
    .slice(0, 10)
    .map(({ tag }) => tag);
}
