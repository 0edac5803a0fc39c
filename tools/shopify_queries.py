"""What a sync asks of the Admin GraphQL API. A page asked for costs well below the 1,000 points that a query may."""

_MONEY = "{ amount currencyCode }"
_NUMBER = """
  defaultPhoneNumber {
    phoneNumber marketingState marketingOptInLevel marketingCollectedFrom marketingUpdatedAt
  }
"""
_ADDRESS = "{ phone provinceCode countryCodeV2 }"
_PAGE = "pageInfo { hasNextPage endCursor }"

READ_CHECKOUTS = f"""
query ReadCheckouts($first: Int!, $after: String, $query: String) {{
  abandonedCheckouts(first: $first, after: $after, query: $query) {{
    nodes {{
      id abandonedCheckoutUrl completedAt updatedAt discountCodes
      customer {{ firstName lastName {_NUMBER} }}
      shippingAddress {_ADDRESS}
      billingAddress {_ADDRESS}
      totalPriceSet {{ presentmentMoney {_MONEY} }}
      totalDiscountSet {{ presentmentMoney {_MONEY} }}
      lineItems(first: 25) {{
        nodes {{
          title variantTitle quantity
          product {{ id }}
          variant {{ id }}
          originalUnitPriceSet {{ presentmentMoney {_MONEY} }}
        }}
      }}
    }}
    {_PAGE}
  }}
}}
"""
READ_ORDERS = f"""
query ReadOrders($first: Int!, $after: String, $query: String) {{
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{
      id name createdAt updatedAt cancelledAt displayFulfillmentStatus discountCodes phone
      customer {{ defaultPhoneNumber {{ phoneNumber }} }}
      billingAddress {{ countryCodeV2 }}
      totalPriceSet {{ shopMoney {_MONEY} }}
      totalRefundedSet {{ shopMoney {_MONEY} }}
      lineItems(first: 25) {{ nodes {{ variant {{ id }} }} }}
      fulfillments(first: 5) {{ displayStatus }}
    }}
    {_PAGE}
  }}
}}
"""
READ_PRODUCTS = f"""
query ReadProducts($first: Int!, $after: String, $query: String) {{
  products(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{
      id title status updatedAt onlineStoreUrl
      description(truncateAt: 600)
      variants(first: 25) {{ nodes {{ id title price availableForSale inventoryQuantity }} }}
    }}
    {_PAGE}
  }}
  shop {{ currencyCode }}
}}
"""
READ_CONSENTS = f"""
query ReadConsents($first: Int!, $after: String, $query: String) {{
  customers(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{ id firstName lastName updatedAt {_NUMBER} }}
    {_PAGE}
  }}
}}
"""
READ_POLICIES = """
query ReadPolicies {
  shop { primaryDomain { url } shopPolicies { title body url } }
}
"""
READ_PAGES = f"""
query ReadPages($first: Int!, $after: String) {{
  pages(first: $first, after: $after) {{
    nodes {{ id title handle body isPublished }}
    {_PAGE}
  }}
}}
"""
LIST_WEBHOOKS = f"""
query ListWebhooks($first: Int!, $after: String) {{
  webhookSubscriptions(first: $first, after: $after) {{
    nodes {{ id topic uri }}
    {_PAGE}
  }}
}}
"""
CREATE_WEBHOOK = """
mutation CreateWebhook($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: {uri: $uri, format: JSON}) {
    webhookSubscription { id }
    userErrors { field message }
  }
}
"""
