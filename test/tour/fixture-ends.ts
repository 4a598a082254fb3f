// Says a word and ends with the exit code it is told: `fixture-ends.ts WORD CODE`.
const [word, code] = process.argv.slice(2)
console.log(word)
process.exitCode = Number(code)
