import { askAhead } from './ahead'
import { OrdersDocument, ordersAsked, ViewerDocument } from './first'
import { preferred } from './language'
import { current, firstPage, listen } from './session'

// The build says in the page which files make up what: "page/orders orders-1a2b lists-3c4d;…".
const files = new Map(document.querySelector<HTMLMetaElement>('meta[name=orderveil-files]')?.content.split(';').map((text) => {
  const [name, ...all] = text.split(' ')
  return [name!, all]
}))

function fetched(name: string) {
  for (const file of files.get(name) ?? []) {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.crossOrigin = ''
    link.href = `/assets/${file}.js`
    document.head.append(link)
  }
}

// pageOf is the name of an address' page: "orders" for the list, "order" for one of it. At "/" it
// is the page that was the person's first before.
function pageOf(path: string): string {
  const [, name = '', id] = path.split('/')
  return id ? name.replace(/s$/, '') : name || firstPage()
}

// early fetches what will most likely be shown, while the app itself is on its way. It only
// saves waiting: whatever is shown asks for its files all the same.
export function early(signedIn: boolean) {
  const alone = ['/invitation', '/developers'].includes(location.pathname)
  const inside = signedIn && !alone
  fetched(`words/${preferred()}`)
  if (inside) fetched('shell')
  fetched(`page/${inside || alone ? pageOf(location.pathname) : 'door'}`)
}

// A session that begins asks at once who it is of, and for the newest orders where they are
// shown first.
listen(() => {
  if (current().state !== 'in') return
  askAhead(ViewerDocument, {})
  if (pageOf(location.pathname) === 'orders') askAhead(OrdersDocument, ordersAsked({}, false))
})
