import { make } from '../selector/make.ts'
import { PRODUCTS, type Product } from './products.ts'
import { showMoney } from './sale.ts'

/** What the shop sells; a press puts one into the cart. */
export function productsPanel(add: (product: Product) => void): HTMLElement {
  const tiles = PRODUCTS.map((product) =>
    make('li', {}, [
      make('button', { type: 'button', onclick: () => add(product) }, [
        make('span', {}, [product.name]),
        make('span', { class: 'muted' }, [showMoney(product.price, navigator.language)]),
      ]),
    ]),
  )
  return make('section', { class: 'panel', 'aria-labelledby': 'products-title' }, [
    make('h2', { id: 'products-title' }, ['Products']),
    make('ul', { class: 'products' }, tiles),
  ])
}

/** The customer selector in front of the products. It stays on the page while it is hidden, and so is there at once. */
export function chooserPanel(selector: HTMLElement, close: () => void): HTMLElement {
  const back = make('span', { class: 'apart' }, [make('button', { type: 'button', onclick: close }, ['Back to the products'])])
  return make('section', { class: 'panel', 'aria-label': 'Customer', hidden: true }, [
    make('div', { class: 'row' }, [make('h2', {}, ['Customer']), back]),
    selector,
  ])
}
