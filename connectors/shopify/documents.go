package shopify

// operation is a GraphQL document. One that reads may be sent again after an unclear answer.
type operation struct {
	document string
	read     bool
}

// The operations. A test holds each against Shopify's schema, and simulator/admin.graphql
// is the part of the schema that they use.
var (
	opDefinition = operation{read: true, document: `query Definition($identifier: MetafieldDefinitionIdentifierInput!) {
  metafieldDefinition(identifier: $identifier) { type { name } }
}`}
	opDefine = operation{document: `mutation Define($definition: MetafieldDefinitionInput!) {
  metafieldDefinitionCreate(definition: $definition) { userErrors { code field message } }
}`}
	opVariants = operation{read: true, document: `query Variants($search: String!, $after: String) {
  productVariants(first: 250, after: $after, query: $search) { nodes { id sku barcode } pageInfo { hasNextPage endCursor } }
}`}
	opFind = operation{read: true, document: `query Find($identifier: OrderIdentifierInput!, $search: String!) {
  orderByIdentifier(identifier: $identifier) { ...found }
  orders(first: 10, query: $search) { nodes { ...found } }
}
fragment found on Order { id name sourceIdentifier tags cancelledAt }`}
	opCreate = operation{document: `mutation Create($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput!) {
  orderCreate(order: $order, options: $options) { order { id name } userErrors { code field message } }
}`}
	opChanged = operation{read: true, document: `query Changed($search: String!, $after: String) {
  orders(first: 50, after: $after, query: $search, sortKey: UPDATED_AT) {
    nodes { id sourceIdentifier cancelledAt displayFulfillmentStatus }
    pageInfo { hasNextPage endCursor }
  }
}`}
	opFulfillments = operation{read: true, document: `query Fulfillments($id: ID!) {
  order(id: $id) {
    cancelledAt
    fulfillments(first: 200) { id status createdAt trackingInfo(first: 1) { company number url } }
  }
}`}
	opContents = operation{read: true, document: `query Contents($id: ID!, $after: String) {
  fulfillment(id: $id) {
    fulfillmentLineItems(first: 100, after: $after) { nodes { quantity lineItem { sku } } pageInfo { hasNextPage endCursor } }
  }
}`}
	opReference = operation{read: true, document: `query Reference($id: ID!) {
  order(id: $id) { sourceIdentifier tags }
}`}
	opCancel = operation{document: `mutation Cancel($id: ID!, $refund: OrderCancelRefundMethodInput!, $restock: Boolean!, $note: String) {
  orderCancel(orderId: $id, reason: CUSTOMER, refundMethod: $refund, restock: $restock, notifyCustomer: false, staffNote: $note) {
    job { done }
    orderCancelUserErrors { code field message }
  }
}`}
	opKept = operation{read: true, document: `query Kept($id: ID!) {
  order(id: $id) { createdAt note email phone customer { id createdAt numberOfOrders } }
}`}
	opForget = operation{document: `mutation Forget($input: OrderInput!) {
  orderUpdate(input: $input) { userErrors { field message } }
}`}
	opErase = operation{document: `mutation Erase($id: ID!) {
  customerRequestDataErasure(customerId: $id) { userErrors { code field message } }
}`}
)

// operations lists them all.
func operations() []operation {
	return []operation{
		opDefinition, opDefine, opVariants, opFind, opCreate, opChanged, opFulfillments, opContents, opReference, opCancel, opKept, opForget, opErase,
	}
}
