import type { Json } from '../../../src/domain/query/json.ts'

// Events of 64 kB, each large in another way.
export const largeEvents: Record<string, Json> = {
  numbers: { data: Array.from({ length: 13_000 }, (_, index) => (index * 7919) % 10_007) },
  ones: { data: Array.from({ length: 32_000 }, () => 1) },
  decimals: { data: Array.from({ length: 7_000 }, (_, index) => 0.000001 + index) },
  keys: { data: Object.fromEntries(Array.from({ length: 7_000 }, (_, key) => [`k${key}`, 1])) },
  objects: { data: Array.from({ length: 3_000 }, (_, index) => ({ a: index % 97, b: 'x' })) },
  text: { data: 'a'.repeat(64_000) },
  wideText: { data: '\u{1f3b2}'.repeat(16_000) },
  places: {
    data: Object.fromEntries(Array.from({ length: 5_000 }, (_, key) => [key * 100_003, 1])),
  },
  texts: { data: Array.from({ length: 600 }, (_, index) => 'a'.repeat(100) + String(index)) },
  escapes: { data: '\u0001'.repeat(10_000) },
  lists: { data: Array.from({ length: 12_000 }, () => [[]]) },
}

/** As often as it fits into 1,000 characters, and into the nodes and levels of a query. */
function chain(first: string, stage: string, last = '', times = 14): string {
  return first + `|${stage}`.repeat(times) + last
}

const fourfold = chain('@', '[@,@,@,@]', '', 9)
const twins = `[${fourfold},${fourfold}]`

/** Expressions that make an unguarded interpreter build, walk or compare without end. */
export const nastyQueries: Record<string, string> = {
  'texts of doubled lists': chain('@', '[@,@]', '|to_string(@)'),
  'texts of fourfold lists': chain('@', '[@,@,@,@]', '|to_string(@)', 9),
  'doubled lists, flattened': chain('[].data', '[@,@][]'),
  'twins compared': `${twins}|[0]==[1]`,
  'a twin sought': `${twins}|contains([[0]],[1])`,
  'doubled records': chain('@', '{a:@,b:@}', '|to_string(@)'),
  'doubled texts': chain('[0].data.to_string(@)', "join('',[@,@])"),
  'doubled texts, reversed': chain('[0].data.to_string(@)', "join('',[@,@])|reverse(@)", '', 10),
  'doubled texts, measured': chain(
    '[0].data.to_string(@)',
    "[join('',[@,@]),length(@)]|[0]",
    '',
    6,
  ),
  'texts of texts': chain('[0].data', '[to_string(@)]|to_string(@)', '', 8),
  'texts in each item': '[].data[].[to_string(@),to_string(@),to_string(@)]',
  'the whole text of each item': "[0].data|[@,@][]|[@,@][]|[?contains(to_string(@),'zz')]",
  'a long text sought in each item': `[0].data|[@,@,@,@][]|[@,@,@,@][]|[?contains(to_string(@),'${'a'.repeat(800)}b')]`,
  'a long text that differs late sought': `[0].data|[@,@,@,@]|[?contains(@,'${'a'.repeat(220)}b${'a'.repeat(680)}')]`,
  'half a text sought in the whole': "[0].data|contains(join('',[@,@]),join('b',[@,@]))",
  'texts sought in each other':
    '[0].data|[@,@,@,@][]|[@,@,@,@][]|[@,@,@,@][]|[@,@,@,@][]|[?contains(@,@)]',
  'texts compared': '[0].data|[@,@,@,@][]|[@,@,@,@][]|[@,@,@,@][]|[?to_string(@)==to_string(@)]',
  'map in map in filter': '[].data[?map(&map(&to_string(@),[@,@]),[@,@])|[?[0]==[1]]]',
  'maps of maps': '[].data|map(&map(&map(&[@,@],[@,@]),[@,@]),[0])',
  'a filter in every filter': '[].data[?@[?@[?@]]||to_string(@)]|[?[?[?[?@]]]]',
  'everything asked of everything': '[0].data|[@,@,@,@][]|[?sum([`1`])==`1`&&@==@&&!@]',
  'sorted by its text': '[0].data[]|sort_by(@,&to_string(@))',
  'sorted again and again': chain('[0].data', 'sort(@)', '', 20),
  'sorted by sorted': '[0].data|sort_by([@,@,@,@],&length(sort_by(@,&to_string(@))))',
  'sorted texts of one beginning': '[0].data|[@,@,@,@][]|[@,@,@,@][]|sort(@)',
  'greatest by its text': '[0].data|max_by(@,&to_string(@))',
  'keys of large records': '[0].data|[@,@,@,@,@,@,@,@]|[@,@,@,@][]|[@,@,@,@][]|[?keys(@)]',
  'length of large records': '[0].data|[@,@,@,@,@,@,@,@]|[@,@,@,@][]|[@,@,@,@][]|[].length(@)',
  'merged with itself': chain('[0].data', 'merge(@,@,@)', '', 20),
  'merged at every item': '[0].data|[@,@,@,@]|[@,@,@,@][]|[].merge(@,@)',
  'values of values': '[0].data|[@,@,@,@][]|*.*.*|[*.*]',
  'small records without end': chain('[0].data[]', '[@,@][].{a:@,b:@}', '', 8),
  'empty records without end': '[0].data|[@,@][]|[@,@][]|[].{a:`{}`,b:`{}`,c:`{}`,d:`{}`}',
  'slices of slices': chain('[0].data', '[::-1]', '', 14),
  'flattened without end': chain('[].data', '[][][]', '', 4),
  'numbers from texts': '[0].data|[@,@][]|[@,@][]|[].to_number(to_string(@))',
  'the number in a long text': '[0].data|[@,@,@,@]|[@,@,@,@][]|[].to_number(@)',
  'many alternatives': `[].data[?${Array.from({ length: 28 }, () => 'a').join('||')}]`,
}

/** Expressions that only look like it. */
export const harmlessQueries: Record<string, string> = {
  'emptiness of large records': '[0].data|[@,@,@,@,@,@,@,@]|[@,@,@,@][]|[@,@,@,@][]|[?!@]',
  'lists of lists': `${'['.repeat(30)}@${']'.repeat(30)}|to_string(@)`,
  'projections in projections': `[].data${'[*]'.repeat(20)}`,
  'wildcards in wildcards': `@${'.*'.repeat(30)}`,
}
