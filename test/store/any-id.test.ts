import { expect, it } from '@jest/globals'
import { useDatabase } from '../support/mongo.ts'

const database = useDatabase()
const [org, website] = ['org_1', 'web_1']

it.each(['a', 'z'])(
  'what is called like the own id of another one (%s) is not that one',
  async (own) => {
    const { rules, websites } = database.store
    const [named, called] = [`rul_${own}`, 'rul_m']
    // Whichever comes first by its id and by when it was written.
    await rules.model.collection.insertMany([
      { _id: called, org, website, externalIdentifier: named },
      { _id: named, org, website, externalIdentifier: `their ${own}` },
    ] as never)
    expect(await rules.findByAnyId(org, website, named)).toMatchObject({ _id: named })
    expect(await rules.findByAnyId(org, website, `their ${own}`)).toMatchObject({ _id: named })
    await rules.model.deleteOne({ org, _id: named })
    expect(await rules.findByAnyId(org, website, named)).toMatchObject({ _id: called })
    await rules.model.deleteOne({ org, _id: called })
    expect(await rules.findByAnyId(org, website, named)).toBeNull()

    const [site, other] = [`web_${own}`, 'web_m']
    await websites.model.collection.insertMany([
      { _id: other, org, externalIdentifier: site },
      { _id: site, org },
    ] as never)
    expect(await websites.findByAnyId(org, site)).toMatchObject({ _id: site })
    await websites.model.deleteMany({ org })
  },
)
