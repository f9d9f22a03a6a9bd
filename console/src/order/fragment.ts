import { graphql } from '../gql'

// What the page of an order shows.
graphql(`
  fragment ProblemFields on Problem { code cause owner nextStep at }
`)

graphql(`
  fragment PartyFields on Party {
    salutation firstName lastName company street houseNumber houseNumberAddition streetOriginal addressNote orderReference postcode city region country
    email phone taxId chamberOfCommerce pickupPoint
  }
`)

graphql(`
  fragment ShapeFields on PartyShape { present missing houseNumber postcode email phone }
`)

graphql(`
  fragment ReportFields on Report {
    id kind state reason attempts createdAt enteredBy doneAt nextAttemptAt problem { ...ProblemFields }
    lines { quantity line { id title } } shipment { id carrier trackingCode }
  }
`)

graphql(`
  fragment OrderDetail on Order {
    id number hubNumber backOfficeNumber status fulfilment placedAt handledAt
    account { number }
    connection { id label code }
    total { amount currency }
    tax { amount currency }
    lines { id sku ean title quantity quantityShipped quantityCancelled unitPrice { amount currency } total { amount currency } cancellationRequested }
    billTo { ...PartyFields }
    shipTo { ...PartyFields }
    shipments { id carrier trackingCode trackingUrl shippedAt reportedToMarketplaceAt }
    reports { ...ReportFields }
    forward { state attempts lastAttemptAt nextAttemptAt problem { ...ProblemFields } }
    privacy { state withheld pseudonym forgetOn holdUntil receiptId reason reasons }
    timeline(first: 100) { nodes { id at kind detail actor by { name role } note } pageInfo { hasNextPage } }
    diagnosis @include(if: $diagnosis) {
      billTo { ...ShapeFields }
      shipTo { ...ShapeFields }
      compare { connection label categories { party category result } }
    }
    looks(first: 20) @include(if: $looks) { at subject role via categories }
  }
`)
