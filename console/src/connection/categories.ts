import type { DataCategory } from '../gql/graphql'

// What a back office may be kept from.
export const categories: DataCategory[] = ['NAME', 'ADDRESS', 'EMAIL', 'PHONE', 'TAX_ID', 'DELIVERY', 'NOTE']
