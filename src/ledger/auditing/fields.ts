import { closeBracket, comma, openBracket, sizeOf } from './bson.ts'
import type { Shape } from './bson.ts'
import type { JsonText } from './json-text.ts'

/** Where the fields of a document are: 0 for one that is not there, in the order in which they are written. */
export type Places = Int32Array

export interface Fields<T> {
  shape: Shape<T>
  names: readonly (keyof T & string)[]
  /** Fills `places`. False if a field is unknown, there twice, of another type, or missing though it is required. */
  locate: (bytes: Buffer, start: number, places: Places) => boolean
  /** What is found in these places; undefined if there is something else inside. */
  readAll: (bytes: Buffer, places: Places) => T | undefined
  /** Writes the first fields, up to one of them. False if there is something else inside. */
  write: (out: JsonText, bytes: Buffer, places: Places, end: number) => boolean
}

export type Shapes<T> = { [name in keyof T]-?: Shape<Exclude<T[name], undefined>> }

/**
 * A document of these fields in whatever order they are stored: `order` is that in which they mostly are. It is written as
 * a list, in the order of `shapes`; a field that is absent is null.
 */
export function fieldsOf<T>(
  shapes: Shapes<T>,
  required: readonly (keyof T & string)[],
  order: readonly string[] = Object.keys(shapes),
): Fields<T> {
  const names = Object.keys(shapes) as (keyof T & string)[]
  const list: Shape<unknown>[] = Object.values(shapes)
  const wanted = required.map((name) => names.indexOf(name))
  const candidates = order.map((name) => {
    const place = names.findIndex((each) => each === name)
    return { name: Buffer.from(`${name}\0`), place, type: list[place]?.type ?? -1 }
  })

  function locate(bytes: Buffer, start: number, places: Places): boolean {
    places.fill(0)
    let next = 0
    for (let at = start + 4; bytes[at] !== 0;) {
      let tries = candidates.length
      let field = candidates[next]
      while (field && !isThere(field.name, bytes, at + 1)) {
        if (--tries === 0) return false
        next = next + 1 === candidates.length ? 0 : next + 1
        field = candidates[next]
      }
      if (!field || bytes[at] !== field.type || places[field.place]) return false
      const value = at + 1 + field.name.length
      places[field.place] = value
      at = value + sizeOf(field.type, bytes, value)
      next = next + 1 === candidates.length ? 0 : next + 1
    }
    return wanted.every((place) => places[place])
  }

  function readAll(bytes: Buffer, places: Places): T | undefined {
    const record: Partial<Record<keyof T, unknown>> = {}
    for (const [index, name] of names.entries()) {
      const at = places[index] ?? 0
      if (at === 0) continue
      const value = list[index]?.read(bytes, at)
      if (value === undefined) return undefined
      record[name] = value
    }
    return record as T
  }

  function write(out: JsonText, bytes: Buffer, places: Places, end: number): boolean {
    out.byte(openBracket)
    for (let index = 0; index < end; index++) {
      if (index > 0) out.byte(comma)
      const at = places[index] ?? 0
      if (at === 0) out.nothing()
      else if (!list[index]?.write(out, bytes, at)) return false
    }
    out.byte(closeBracket)
    return true
  }

  const shape: Shape<T> = {
    type: 0x03,
    read(bytes, at) {
      const places = new Int32Array(names.length)
      return locate(bytes, at, places) ? readAll(bytes, places) : undefined
    },
    write(out, bytes, at) {
      const places = new Int32Array(names.length)
      return locate(bytes, at, places) && write(out, bytes, places, names.length)
    },
  }
  return { shape, names, locate, readAll, write }
}

/** Whether a name, with the byte that ends it, is there. */
function isThere(name: Buffer, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < name.length; index++) {
    if (name[index] !== bytes[start + index]) return false
  }
  return true
}
